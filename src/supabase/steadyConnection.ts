import pg from 'pg';
import { backoff } from '../common/concurrency/backoff.js';
import { withDeadline } from '../common/concurrency/withDeadline.js';

/** Asks something on the connection; raises when there is none, or when it does not answer: then it is lost. */
export type Ask = <R extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<R[]>;

export interface SteadyConnectionOptions {
  /** Shown in pg_stat_activity. */
  application_name?: string;
  /** Channels it listens to. */
  channels?: string[];
  /** Something was said on a channel. */
  heard?(channel: string, payload: string): void;
  /** Before it counts as standing: for locks that live as long as it does. What it raises makes it a failed attempt. */
  prepare?(ask: Ask): Promise<void>;
  /** It stands, for the first time or again. What was said before was not heard. */
  up?(): void;
  /** It was lost, with its locks (`stood`), or could not be made. It is tried again. */
  down?(reason: string, stood: boolean): void;
  /** It has to answer so often, milliseconds: one that is cut off silently tells nothing for ever. */
  probe_ms: number;
}

/** A connection that does not answer for so long is lost, milliseconds. */
const ANSWER_MS = 3_000;
/** Between attempts to make it. */
const PAUSES = { first_ms: 100, max_ms: 5_000 };

/** One connection to the database that is made again whenever it is lost: for LISTEN, and for locks that end with it. */
export class SteadyConnection {
  private standing?: pg.Client;
  private asking: Promise<unknown> = Promise.resolve();
  private probing?: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private failed = 0;
  private stopped = true;

  constructor(
    private readonly connect: () => Promise<pg.Client>,
    private readonly options: SteadyConnectionOptions,
  ) {}

  get isUp(): boolean {
    return this.standing !== undefined;
  }

  /** Another one each time it is made; locks that were taken on the one before are gone. */
  get client(): pg.Client | undefined {
    return this.standing;
  }

  /** Returns when it stands, or the first attempt has failed: it goes on trying. */
  async start(): Promise<void> {
    this.stopped = false;
    // A failed answer is dealt with where it is asked.
    this.probing = setInterval(() => void this.query('select 1').catch(() => undefined), this.options.probe_ms);
    this.probing.unref();
    await this.make();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.probing);
    clearTimeout(this.retry);
    const client = this.standing;
    this.standing = undefined;
    if (client) await withDeadline(ANSWER_MS, () => client.end()).catch(() => undefined);
  }

  /** One question after another, so that each has its whole time to be answered. */
  readonly query: Ask = (text, values) => {
    const answer = this.asking.then(async () => {
      const client = this.standing;
      if (!client) throw new Error('There is no connection to the database at the moment.');
      const rows = await this.ask(client)<never>(text, values);
      if (this.standing !== client) throw new Error('The connection to the database was lost meanwhile.');
      return rows;
    });
    this.asking = answer.catch(() => undefined);
    return answer;
  };

  private async make(): Promise<void> {
    const { channels = [], heard, prepare, up, down } = this.options;
    let client: pg.Client | undefined;
    try {
      client = await this.connect();
      let has_ended = false;
      const made = client;
      const end = (reason: string) => {
        has_ended = true;
        this.lose(made, reason);
      };
      client.on('error', (error) => end(error.message));
      client.on('end', () => end('it ended'));
      client.on('notification', ({ channel, payload = '' }) => heard?.(channel, payload));
      const ask = this.ask(client);
      if (channels.length > 0) await ask(channels.map((channel) => `listen ${channel}`).join('; '));
      await prepare?.(ask);
      if (has_ended) throw new Error('it ended');
    } catch (error) {
      if (client) hangUp(client);
      if (this.stopped) return;
      down?.((error as Error).message, false);
      return this.makeLater();
    }
    if (this.stopped) return void client.end().catch(() => undefined);
    this.standing = client;
    this.failed = 0;
    up?.();
  }

  private makeLater(): void {
    if (!this.stopped) this.retry = setTimeout(() => void this.make(), backoff(++this.failed, PAUSES));
  }

  private ask(client: pg.Client): Ask {
    return async (text, values) => {
      try {
        // Several statements have several results.
        const result = await withDeadline(ANSWER_MS, () => client.query(text, values));
        return Array.isArray(result) ? [] : (result.rows as never[]);
      } catch (error) {
        // What the database says of a statement says nothing of the connection.
        if (!(error instanceof pg.DatabaseError)) this.lose(client, (error as Error).message);
        throw error;
      }
    };
  }

  private lose(client: pg.Client, reason: string): void {
    if (this.standing !== client) return;
    this.standing = undefined;
    hangUp(client);
    this.options.down?.(reason, true);
    this.makeLater();
  }
}

/** Its answers will not come any more: whoever waits for one must not wait for ever. */
function hangUp(client: pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
