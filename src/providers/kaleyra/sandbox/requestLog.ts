/** What was asked of the sandbox, without the key: a test asserts here that nothing was dialled twice. */
export interface LoggedRequest {
  at: string;
  verb: string;
  method: string;
  params: Record<string, string>;
  faults: string[];
  /** The HTTP status, or `stalled`, `reset`, or `pending` while it is being answered. */
  answered: string;
}

const MOST_KEPT = 10_000;

export class RequestLog {
  /** Ever received; `list` forgets the oldest. */
  total = 0;
  private entries: LoggedRequest[] = [];

  add(verb: string, params: URLSearchParams, faults: string[]): LoggedRequest {
    const shown = Object.fromEntries([...params].filter(([name]) => name !== 'api_key'));
    const entry = { at: new Date().toISOString(), verb, method: params.get('method') ?? '', params: shown, faults, answered: 'pending' };
    this.total += 1;
    this.entries.push(entry);
    if (this.entries.length > 2 * MOST_KEPT) this.entries = this.entries.slice(-MOST_KEPT);
    return entry;
  }

  list(method?: string): LoggedRequest[] {
    return this.entries.filter((entry) => method === undefined || entry.method === method);
  }

  clear(): void {
    this.entries = [];
    this.total = 0;
  }
}
