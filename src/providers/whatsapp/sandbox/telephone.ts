/** One customer's telephone, as the customer sees it. */

export type Tick = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export interface Bubble {
  id: string;
  /** WhatsApp's own id beside the provider's. */
  whatsapp_id: string;
  /** `in`: the customer wrote it. */
  direction: 'in' | 'out';
  type: string;
  text: string | null;
  media: { url: string; mime: string; file_name: string } | null;
  buttons: { id: string; title: string }[];
  list: { button: string; sections: { title?: string; rows: { id: string; title: string; description?: string }[] }[] } | null;
  template: string | null;
  quotes: string | null;
  callback_data: string | null;
  at: string;
  tick: Tick;
  error: { code: string; reason: string } | null;
  reactions: { emoji: string; direction: 'in' | 'out' }[];
  deleted: boolean;
}

export interface SandboxContact {
  /** E.164. */
  number: string;
  name: string;
  /** As the provider calls the customer. */
  customer_id: string;
}

export class Telephone {
  readonly bubbles: Bubble[] = [];
  /** Grows with every change. */
  version = 0;
  /** Switched off, it takes nothing until it is on again. */
  online = true;
  /** Whether what arrives is read without anybody looking. */
  reads = true;
  opted_in = true;
  /** When the customer last wrote, milliseconds. */
  wrote_at: number | null = null;

  constructor(
    readonly contact: SandboxContact,
    private readonly longest: number,
  ) {}

  add(bubble: Bubble): void {
    this.bubbles.push(bubble);
    if (this.bubbles.length > this.longest) this.bubbles.shift();
    this.version += 1;
  }

  find(id: string): Bubble | null {
    return this.bubbles.findLast((bubble) => bubble.id === id || bubble.whatsapp_id === id) ?? null;
  }

  change(bubble: Bubble, change: Partial<Bubble>): void {
    Object.assign(bubble, change);
    this.version += 1;
  }

  /** Whether free text may be sent to it: less than 24 hours since the customer last wrote. */
  isOpen(now: Date): boolean {
    return this.wrote_at !== null && now.getTime() - this.wrote_at < 24 * 3_600_000;
  }
}
