/** How a group commit is bounded. */
export interface GroupCommitLimits {
  /** The most items in one commit. */
  group: number;
  /** The most items that wait, those under way not counted; one more is refused at once. */
  waiting: number;
  /** The most bytes that wait, as given by `add`. */
  waiting_bytes: number;
  /** The longest an item waits for its commit, milliseconds; then it is refused, though it may still be stored. */
  patience_ms: number;
}

interface Waiting<T> {
  item: T;
  bytes: number;
  resolve(): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
  refused: boolean;
}

/**
 * Commits items in groups: what arrives while a commit is under way joins the next one. `add` resolves when the item's group is
 * committed and at no other time, so whoever answers after it has told the truth.
 */
export class GroupCommit<T> {
  private queue: Waiting<T>[] = [];
  private queued_bytes = 0;
  private running = false;

  /** `overloaded` makes the error for an item that cannot wait or has waited too long. */
  constructor(
    private readonly commit: (items: T[]) => Promise<void>,
    private readonly limits: GroupCommitLimits,
    private readonly overloaded: () => Error,
  ) {}

  add(item: T, bytes: number): Promise<void> {
    if (this.queue.length >= this.limits.waiting || this.queued_bytes + bytes > this.limits.waiting_bytes)
      return Promise.reject(this.overloaded());
    return new Promise<void>((resolve, reject) => {
      const entry: Waiting<T> = {
        item,
        bytes,
        resolve,
        reject,
        refused: false,
        timer: setTimeout(() => this.refuse(entry), this.limits.patience_ms),
      };
      this.queue.push(entry);
      this.queued_bytes += bytes;
      if (!this.running) void this.run();
    });
  }

  /** Whether even the smallest item would be refused now. */
  get isFull(): boolean {
    return this.queue.length >= this.limits.waiting || this.queued_bytes >= this.limits.waiting_bytes;
  }

  get waiting(): number {
    return this.queue.length;
  }

  private refuse(entry: Waiting<T>): void {
    entry.refused = true;
    entry.reject(this.overloaded());
  }

  private async run(): Promise<void> {
    this.running = true;
    // Requests that are read in the same turn of the event loop go together from the start.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const group = this.queue.splice(0, this.limits.group);
      for (const { bytes } of group) this.queued_bytes -= bytes;
      // Whoever was refused has been told so; its provider sends it again.
      const live = group.filter(({ refused }) => !refused);
      if (live.length === 0) continue;
      try {
        await this.commit(live.map(({ item }) => item));
        for (const entry of live) entry.resolve();
      } catch (error) {
        for (const entry of live) entry.reject(error);
      } finally {
        for (const { timer } of live) clearTimeout(timer);
      }
    }
    this.running = false;
  }
}
