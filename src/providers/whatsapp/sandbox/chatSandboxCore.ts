import { Random } from '../../sandbox/random.js';
import { crackedPhoto, onePagePdf } from '../../mail/sandbox/demoFiles.js';
import type { AcceptedSend, ChatSandbox, ChatSandboxOptions } from './contract.js';
import type { Dialect, PostedEvent, SandboxQuirks, WebhookTarget, WriteOrder, Written } from './dialect.js';
import { cloudBody, isCloudOnly } from './cloudShapes.js';
import { type Fault, FaultBoard } from './faults.js';
import { MediaShelf } from './mediaShelf.js';
import type { Bubble, Telephone, Tick } from './telephone.js';
import { Telephones } from './telephones.js';
import { SANDBOX_TEMPLATES } from './templates.js';
import { WebhookPoster } from './webhookPoster.js';

const QUIRKS: SandboxQuirks = {
  window: 'later',
  fetch_media: true,
  per_minute: 0,
  array_bodies: false,
  status_times: 'indian',
  opt_in_required: false,
  lenient_address: false,
  interactive_shape: 'any',
};

const LONGEST_FILE = 16 * 1024 * 1024;
const KEPT_SENDS = 10_000;

/** What both providers do: telephones, what becomes of what we send, and the webhooks about it. */
export class ChatSandboxCore implements Omit<ChatSandbox, 'stop'> {
  readonly provider: 'interakt' | 'netcore';
  readonly api_key: string;
  readonly business_number: string;
  readonly telephones: Telephones;
  readonly media: MediaShelf;
  readonly faults = new FaultBoard();
  readonly quirks: SandboxQuirks = { ...QUIRKS };
  readonly webhooks: WebhookPoster;
  readonly templates = [...SANDBOX_TEMPLATES];
  readonly sends: ChatSandbox['sends'] = [];
  readonly now: () => Date;
  /** Set when the server listens. */
  origin = '';
  private readonly random: Random;
  private readonly gaps: readonly [number, number];
  private readonly timers = new Set<NodeJS.Timeout>();
  private fetching = 0;
  private minute = { began: 0, count: 0 };

  constructor(
    readonly dialect: Dialect,
    options: ChatSandboxOptions = {},
  ) {
    this.provider = dialect.provider;
    this.api_key = options.api_key ?? `${dialect.provider}-sandbox-key`;
    this.business_number = options.business_number ?? (dialect.provider === 'interakt' ? '+12025550190' : '+12025550191');
    this.now = options.now ?? (() => new Date());
    this.gaps = options.gaps_ms ?? [150, 900];
    this.random = new Random(`${options.seed ?? 1}/${dialect.provider}`);
    const newId = () => this.newId();
    this.telephones = new Telephones(newId);
    this.media = new MediaShelf(newId);
    this.webhooks = new WebhookPoster(dialect, this.quirks, this.faults, this.now);
  }

  get control_url(): string {
    return `${this.origin}/sandbox/`;
  }

  connect(target: WebhookTarget): void {
    this.webhooks.target = target;
    this.webhooks.forgive();
  }

  async write(order: WriteOrder): Promise<{ id: string }> {
    const phone = this.telephones.of(order.number, order.name);
    const at = order.at === undefined ? this.now() : new Date(order.at);
    if (Number.isNaN(at.getTime())) throw new RangeError('at must be an ISO instant');
    const type = order.type ?? 'text';
    const whatsapp_id = `wamid.SIM${this.newId().replaceAll('-', '').slice(0, 20).toUpperCase()}`;
    const is_cloud = isCloudOnly({ ...order, type });
    const id = order.id ?? (is_cloud || this.provider === 'netcore' ? whatsapp_id : this.newId());
    const target = order.to === undefined ? null : phone.find(order.to);
    const written: Written = { id, at, contact: phone.contact, target, media: this.shelve({ ...order, type }), order: { ...order, type } };
    this.note(phone, written, whatsapp_id);
    const event = is_cloud ? cloudBody(written, this) : this.dialect.incoming(written, this);
    for (const [path, value] of Object.entries(order.set ?? {})) setAt(event, path, value);
    await this.webhooks.submit({ kind: is_cloud ? 'whole' : 'incoming', event });
    // Taken by the other side: the second tick of what the customer wrote.
    const bubble = phone.find(id);
    if (bubble?.direction === 'in' && bubble.tick === 'sent') phone.change(bubble, { tick: 'delivered' });
    return { id };
  }

  read(number: string): void {
    const phone = this.telephones.find(number);
    for (const bubble of phone?.bubbles ?? [])
      if (bubble.direction === 'out' && bubble.tick === 'delivered') this.tick(phone!, bubble, 'read', null);
  }

  /** Switches a telephone on or off; what waited for it arrives. */
  switch(number: string, online: boolean): void {
    const phone = this.telephones.of(number);
    phone.online = online;
    if (!online) return;
    for (const bubble of phone.bubbles) if (bubble.direction === 'out' && bubble.tick === 'sent') this.arrive(phone, bubble, undefined);
  }

  async post(body: unknown): Promise<void> {
    await this.webhooks.submitBody(typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** A request to send that is in order: the message goes on its way. Returns the id that the answer names. */
  accept(send: AcceptedSend): string {
    const phone = this.telephones.of(send.number);
    const { number: _number, fails_with, media_url, file_name, ...shown } = send;
    const id = this.newId();
    const bubble: Bubble = {
      ...shown,
      ...{ id, whatsapp_id: `wamid.SIM${id.replaceAll('-', '').slice(0, 20).toUpperCase()}`, direction: 'out', quotes: null },
      ...{ media: null, at: this.now().toISOString(), tick: 'queued', error: null, reactions: [], deleted: false },
    };
    phone.add(bubble);
    for (const earlier of phone.bubbles)
      if (earlier.direction === 'in' && earlier.tick === 'delivered') phone.change(earlier, { tick: 'read' });
    const fault = this.faults.take('status');
    const is_closed = send.template === null && this.quirks.window !== 'open' && !phone.isOpen(this.now());
    const error =
      fault?.kind === 'fail'
        ? { code: fault.code ?? '131026', reason: fault.reason ?? 'Message undeliverable' }
        : (fails_with ?? (is_closed ? { code: this.dialect.window_code, reason: 'Re-engagement message' } : null));
    if (error) this.later(this.gap(fault), () => this.tick(phone, bubble, 'failed', error, fault));
    else if (media_url !== null && this.quirks.fetch_media) void this.fetchFile(phone, bubble, media_url, file_name, fault);
    else this.goOn(phone, bubble, fault);
    return id;
  }

  /** Whether this request is one too many for the minute. */
  isOverLimit(): boolean {
    const now = this.now().getTime();
    if (now - this.minute.began >= 60_000) this.minute = { began: now, count: 0 };
    this.minute.count += 1;
    return this.quirks.per_minute > 0 && this.minute.count > this.quirks.per_minute;
  }

  logSend(status: number, body: unknown): void {
    this.sends.push({ at: this.now().toISOString(), status, body });
    if (this.sends.length > KEPT_SENDS) this.sends.shift();
  }

  async idle(): Promise<void> {
    while (this.timers.size > 0 || this.fetching > 0 || !this.webhooks.isIdle) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** No timer and no webhook of it goes on. */
  halt(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.webhooks.stop();
  }

  newId(): string {
    const hex = Array.from({ length: 4 }, () =>
      Math.floor(this.random.next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  private shelve({ type, file }: WriteOrder): Written['media'] {
    const kinds = ['image', 'document', 'audio', 'voice', 'video', 'sticker'];
    if (!kinds.includes(type ?? '')) return null;
    const invented = INVENTED[type!] ?? INVENTED.image!;
    const mime = file?.mime ?? (file?.base64 === undefined ? invented.mime : 'application/octet-stream');
    const file_name = file?.file_name ?? invented.file_name;
    const bytes = file?.base64 === undefined ? invented.bytes() : Buffer.from(file.base64, 'base64');
    const id = this.media.put(bytes, { mime, file_name, trouble: file?.trouble });
    const { sha256 } = this.media.find(id)!;
    return { id, mime, file_name, sha256, url: `${this.origin}/media/${id}/${encodeURIComponent(file_name)}` };
  }

  /** What the customer sees of it at once. */
  private note(phone: Telephone, { id, at, order, media, target }: Written, whatsapp_id: string): void {
    const { type } = order;
    if (type === 'reaction') {
      const others = target?.reactions.filter(({ direction: whose }) => whose !== 'in') ?? [];
      if (target) phone.change(target, { reactions: order.emoji ? [...others, { emoji: order.emoji, direction: 'in' }] : others });
    } else if (type === 'edit') {
      if (target) phone.change(target, { text: order.text ?? null });
    } else if (type === 'revoke') {
      if (target) phone.change(target, { deleted: true });
    } else if (type !== 'call' && type !== 'change_number') {
      phone.add({
        ...{ id, whatsapp_id, direction: type === 'echo' ? 'out' : 'in', type, media },
        text: order.text ?? order.reply?.title ?? order.location?.name ?? order.contacts?.map(({ name }) => name).join(', ') ?? null,
        ...{ buttons: [], list: null, template: null, quotes: target?.id ?? null, callback_data: null, at: at.toISOString() },
        ...{ tick: 'sent', error: null, reactions: [], deleted: false },
      });
    }
    const opens = type !== 'echo' && type !== 'change_number' && type !== 'edit' && type !== 'revoke';
    if (opens) phone.wrote_at = Math.max(phone.wrote_at ?? 0, at.getTime());
  }

  private async fetchFile(
    phone: Telephone,
    bubble: Bubble,
    url: string,
    file_name: string | null,
    fault: Fault | undefined,
  ): Promise<void> {
    this.fetching += 1;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
      const bytes = Buffer.from(await response.arrayBuffer());
      const mime = response.headers.get('content-type') ?? 'application/octet-stream';
      if (!response.ok || bytes.length === 0 || bytes.length > LONGEST_FILE) throw new Error('unusable');
      const name = file_name ?? decodeURIComponent(new URL(url).pathname.split('/').at(-1) || 'file');
      const id = this.media.put(bytes, { mime, file_name: name });
      phone.change(bubble, { media: { url: `${this.origin}/media/${id}/${encodeURIComponent(name)}`, mime, file_name: name } });
      this.goOn(phone, bubble, fault);
    } catch {
      this.tick(phone, bubble, 'failed', { code: '131053', reason: 'Media upload error' }, fault);
    } finally {
      this.fetching -= 1;
    }
  }

  private goOn(phone: Telephone, bubble: Bubble, fault: Fault | undefined): void {
    this.later(this.gap(fault), () => {
      if (fault?.kind === 'reorder') {
        for (const status of ['read', 'delivered', 'sent'] as const) this.tell(phone, bubble, status, null, fault);
        phone.change(bubble, { tick: 'read' });
        return;
      }
      this.tick(phone, bubble, 'sent', null, fault);
      if (phone.online) this.arrive(phone, bubble, fault);
    });
  }

  private arrive(phone: Telephone, bubble: Bubble, fault: Fault | undefined): void {
    this.later(this.gap(undefined), () => {
      this.tick(phone, bubble, 'delivered', null, fault);
      if (phone.reads) this.later(this.gap(undefined), () => this.tick(phone, bubble, 'read', null, fault));
    });
  }

  private tick(phone: Telephone, bubble: Bubble, status: Exclude<Tick, 'queued'>, error: Bubble['error'], fault?: Fault): void {
    if (bubble.tick === status) return;
    phone.change(bubble, { tick: status, error });
    this.tell(phone, bubble, status, error, fault);
  }

  private tell(phone: Telephone, bubble: Bubble, status: Exclude<Tick, 'queued'>, error: Bubble['error'], fault?: Fault): void {
    if (fault?.kind === 'silence' || (fault?.kind === 'drop' && status === (fault.status ?? 'delivered'))) return;
    const event = this.dialect.status({ bubble, contact: phone.contact, status, at: this.now(), error }, this);
    const posted: PostedEvent = { kind: 'status', event };
    void this.webhooks.submit(posted);
    if (fault?.kind === 'duplicate') void this.webhooks.submit(posted);
  }

  private gap(fault: Fault | undefined): number {
    const [least, most] = this.gaps;
    return this.random.int(least, most) + (fault?.kind === 'delay' ? (fault.ms ?? 600_000) : 0);
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }
}

const INVENTED: Record<string, { mime: string; file_name: string; bytes: () => Buffer }> = {
  image: { mime: 'image/png', file_name: 'photo.png', bytes: () => crackedPhoto() },
  sticker: {
    mime: 'image/webp',
    file_name: 'sticker.webp',
    bytes: () => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
  },
  document: { mime: 'application/pdf', file_name: 'bill.pdf', bytes: () => onePagePdf('Bill 5550142 (demo)') },
  audio: { mime: 'audio/mpeg', file_name: 'audio.mp3', bytes: () => Buffer.concat([Buffer.from('ID3'), Buffer.alloc(2_000)]) },
  voice: { mime: 'audio/ogg; codecs=opus', file_name: 'voice.ogg', bytes: () => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(2_000)]) },
  video: {
    mime: 'video/mp4',
    file_name: 'video.mp4',
    bytes: () => Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), Buffer.alloc(2_000)]),
  },
};

function setAt(holder: unknown, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((inside, name) => (inside as Record<string, unknown> | undefined)?.[name], holder);
  if (typeof parent !== 'object' || parent === null) throw new RangeError(`there is no ${path} in the event`);
  if (value === null && !(last in parent)) return;
  (parent as Record<string, unknown>)[last] = value;
}
