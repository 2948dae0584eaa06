/** What was read may be so old, milliseconds; whoever is refused is asked for anew, but not more often than the second. */
const FRESH_MS = 5_000;
const RENEW_MS = 250;
/** When accounts called last is noted in steps of so many milliseconds. */
const NOTE_MS = 5_000;

interface Source<A> {
  /** All of them, as they are at that moment. */
  read(now: Date): Promise<A[]>;
  /** Notes that they called. */
  noteCalls(ids: string[]): Promise<unknown>;
  /** They were not noted. */
  onLost(error: Error): void;
}

/** Accounts at providers, for those who meet one with every event: kept in memory, and asked for anew now and then. */
export class KnownAccounts<A> {
  private accounts: readonly A[] = [];
  private read_at = 0;
  private reading: Promise<void> | undefined;
  private readonly called = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly source: Source<A>) {}

  /** All of them; with `renew` no older than a moment. */
  async all({ renew = false } = {}): Promise<readonly A[]> {
    if (Date.now() - this.read_at >= (renew ? RENEW_MS : FRESH_MS)) {
      this.reading ??= this.read().finally(() => (this.reading = undefined));
      await this.reading;
    }
    return this.accounts;
  }

  /** They were changed here: whoever asks next reads them anew. */
  forget(): void {
    this.read_at = 0;
  }

  /** It called. Noted now and then, not each time. */
  noteCall(id: string): void {
    this.called.add(id);
    this.timer ??= setTimeout(() => void this.flush(), NOTE_MS).unref();
  }

  /** Notes what has not been noted yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = [...this.called];
    this.called.clear();
    if (ids.length > 0) await this.source.noteCalls(ids).catch((error: Error) => this.source.onLost(error));
  }

  private async read(): Promise<void> {
    const asked_at = Date.now();
    this.accounts = await this.source.read(new Date(asked_at));
    this.read_at = asked_at;
  }
}
