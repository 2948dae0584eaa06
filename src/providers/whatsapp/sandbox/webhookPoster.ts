import http from 'node:http';
import https from 'node:https';
import type { Dialect, PostedEvent, SandboxQuirks, WebhookTarget } from './dialect.js';
import type { FaultBoard } from './faults.js';

/** One request to our side. */
interface Delivery {
  at: string;
  /** Null: no answer. */
  status: number | null;
  attempt: number;
  body: string;
}

/** Webhooks that are on their way at the same time. */
const LANES = 16;
const KEPT = 200;
/** What becomes due within it goes together where the provider collects. */
const MOMENT_MS = 5;

/** Posts webhooks as the provider does: its proof, its patience, its second tries, and when it gives up. */
export class WebhookPoster {
  target: WebhookTarget | null = null;
  /** Too many failures: nothing is sent until somebody connects it again. */
  given_up = false;
  readonly deliveries: Delivery[] = [];
  posted = 0;
  failed = 0;
  /** Instead of the provider's own, milliseconds. */
  retries: readonly number[];
  private failures: number[] = [];
  private readonly waiting: { body: string; done: () => void; attempt: number }[] = [];
  private due: { posted: PostedEvent; done: () => void }[] = [];
  private busy = 0;
  private retrying = 0;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  private stopped = false;

  constructor(
    private readonly dialect: Dialect,
    private readonly quirks: SandboxQuirks,
    private readonly faults: FaultBoard,
    private readonly now: () => Date,
  ) {
    this.retries = dialect.retries;
  }

  get isIdle(): boolean {
    return this.busy === 0 && this.waiting.length === 0 && this.due.length === 0 && this.retrying === 0;
  }

  /** Resolves when it was answered, or will not be sent again. */
  submit(posted: PostedEvent): Promise<void> {
    return new Promise((resolve) => {
      this.due.push({ posted, done: resolve });
      if (this.dialect.provider === 'interakt' && !this.quirks.array_bodies) return this.flush();
      if (this.due.length === 1) this.later(MOMENT_MS, () => this.flush());
    });
  }

  /** Bytes as they are. */
  submitBody(body: string): Promise<void> {
    return new Promise((resolve) => this.enqueue(body, resolve, 1));
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const { done } of [...this.due.splice(0), ...this.waiting.splice(0)]) done();
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }

  private flush(): void {
    const due = this.due.splice(0);
    const bodies = this.dialect.bodies(
      due.map(({ posted }) => posted),
      this.quirks,
    );
    let left = bodies.length;
    const done = () => {
      left -= 1;
      if (left === 0) for (const one of due) one.done();
    };
    for (const body of bodies) this.enqueue(JSON.stringify(body), done, 1);
  }

  private enqueue(body: string, done: () => void, attempt: number): void {
    if (this.stopped || !this.target || this.given_up) return done();
    this.waiting.push({ body, done, attempt });
    this.advance();
  }

  private advance(): void {
    while (this.busy < LANES && this.waiting.length > 0) {
      const next = this.waiting.shift()!;
      this.busy += 1;
      void this.deliver(next.body, next.attempt).then((again_ms) => {
        this.busy -= 1;
        if (again_ms === null) next.done();
        else {
          this.retrying += 1;
          this.later(again_ms, () => {
            this.retrying -= 1;
            this.enqueue(next.body, next.done, next.attempt + 1);
          });
        }
        this.advance();
      });
    }
  }

  /** Null when it is over; otherwise how long until the next try. */
  private async deliver(body: string, attempt: number): Promise<number | null> {
    const target = this.target;
    if (!target || this.stopped) return null;
    const fault = this.faults.take('webhook')?.kind;
    if (fault === 'lost') return null;
    const proof = fault === 'wrong_secret' ? spoiled(target) : target;
    let headers = this.dialect.headers(body, proof);
    if (fault === 'no_signature') headers = {};
    if (fault === 'bare_hex') headers = mapped(headers, (name, value) => [name, value.replace('sha256=', '')]);
    if (fault === 'other_header') headers = mapped(headers, (name, value) => [`x-${name}`, value]);
    const sent = fault === 'reserialised' ? JSON.stringify(JSON.parse(body), null, 1) : body;
    const statuses = await Promise.all(Array.from({ length: fault === 'twice' ? 2 : 1 }, () => this.post(target.url, sent, headers)));
    const [status] = statuses as [number | null];
    const taken = status !== null && (this.dialect.provider === 'interakt' ? status === 200 : status >= 200 && status < 300);
    this.posted += statuses.length;
    this.deliveries.push({ at: this.now().toISOString(), status, attempt, body: sent });
    if (this.deliveries.length > KEPT) this.deliveries.shift();
    if (taken) return null;
    this.failed += 1;
    this.noteFailure();
    return this.given_up ? null : (this.retries[attempt - 1] ?? null);
  }

  private noteFailure(): void {
    const { gives_up } = this.dialect;
    if (!gives_up) return;
    const now = this.now().getTime();
    this.failures = [...this.failures.filter((at) => now - at < gives_up.within_ms), now];
    if (this.failures.length >= gives_up.failures) this.given_up = true;
  }

  forgive(): void {
    this.failures = [];
    this.given_up = false;
  }

  private post(url: string, body: string, proof: Record<string, string>): Promise<number | null> {
    const secure = url.startsWith('https:');
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(
        url,
        {
          method: 'POST',
          agent: secure ? this.agents.https : this.agents.http,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...proof },
          signal: AbortSignal.timeout(this.dialect.patience_ms),
        },
        (response) => {
          response.resume();
          response.once('end', () => resolve(response.statusCode ?? null)).once('error', () => resolve(null));
        },
      );
      request.once('error', () => resolve(null)).end(body);
    });
  }
}

function spoiled(target: WebhookTarget): WebhookTarget {
  return {
    ...target,
    ...(target.secret !== undefined && { secret: `${target.secret}-wrong` }),
    ...(target.header && { header: { ...target.header, value: `${target.header.value}-wrong` } }),
  };
}

function mapped(headers: Record<string, string>, change: (name: string, value: string) => [string, string]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => change(name, value)));
}
