import type { FaultBoard } from './faults.js';
import type { SandboxQuirks, WebhookTarget, WriteOrder } from './dialect.js';
import type { MediaShelf } from './mediaShelf.js';
import type { Bubble } from './telephone.js';
import type { Telephones } from './telephones.js';
import type { WebhookPoster } from './webhookPoster.js';

/** What the sandboxes of both providers have in common. */

export interface ChatSandboxOptions {
  /** 0 is any free port. */
  port?: number;
  api_key?: string;
  /** The number that customers write to, E.164. */
  business_number?: string;
  seed?: number | string;
  /** Between the steps of a message of ours, milliseconds: `[0, 0]` is at once. */
  gaps_ms?: readonly [least: number, most: number];
  now?: () => Date;
}

/** What a request asked to be sent. */
export interface AcceptedSend {
  number: string;
  callback_data: string | null;
  type: string;
  text: string | null;
  /** Where the file of it lies. */
  media_url: string | null;
  file_name: string | null;
  buttons: { id: string; title: string }[];
  list: Bubble['list'];
  template: string | null;
  /** Set where it is already known that it will fail. */
  fails_with: { code: string; reason: string } | null;
}

export interface SandboxTemplate {
  name: string;
  language: string;
  category: 'utility' | 'marketing' | 'authentication';
  header: { format: 'TEXT' | 'IMAGE' | 'DOCUMENT' | 'VIDEO'; text?: string } | null;
  body: string;
  buttons: { type: string; text: string; url?: string }[];
}

export interface ChatSandbox {
  provider: 'interakt' | 'netcore';
  /** `http://127.0.0.1:<port>/<provider>` */
  origin: string;
  control_url: string;
  api_key: string;
  business_number: string;
  telephones: Telephones;
  media: MediaShelf;
  faults: FaultBoard;
  quirks: SandboxQuirks;
  webhooks: WebhookPoster;
  templates: SandboxTemplate[];
  /** Requests to send that were answered, newest last. */
  sends: { at: string; status: number; body: unknown }[];
  /** Tells the provider where to send its webhooks; also wakes one that has given up. */
  connect(target: WebhookTarget): void;
  /** The customer does something. Resolves with the id when the webhook has been answered, or given up. */
  write(order: WriteOrder): Promise<{ id: string }>;
  /** The customer looks at the telephone: what was delivered is read. */
  read(number: string): void;
  /** A body as it is, signed as the provider does it. */
  post(body: unknown): Promise<void>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
