/** The last few events in memory, so that who missed only these needs no database. */
export class RecentChanges<E extends { seq: number }> {
  private events: E[] = [];
  private newest = 0;
  private start = 0;

  /** @param most events that are kept at least, once there were that many */
  constructor(private readonly most: number) {}

  /** The place of the newest event that was added, or where it began. */
  get position(): number {
    return this.newest;
  }

  /** Forgets everything: what comes next follows `seq`. */
  beginAt(seq: number): void {
    this.events = [];
    this.start = seq;
    this.newest = seq;
  }

  /** Adds what follows, ascending and without a gap. */
  add(events: E[]): void {
    if (events.length === 0) return;
    this.events.push(...events);
    this.newest = events.at(-1)!.seq;
    // Cutting off at every addition would move the whole array every time.
    if (this.events.length < this.most * 2) return;
    this.start = this.events[this.events.length - this.most - 1]!.seq;
    this.events = this.events.slice(-this.most);
  }

  /** All events after `seq`, or undefined when some of them are not here: forgotten, or not come yet. */
  since(seq: number): E[] | undefined {
    if (seq < this.start || seq > this.newest) return undefined;
    // The feed has no gaps, so the place says the index.
    return this.events.slice(this.events.length - (this.newest - seq));
  }
}
