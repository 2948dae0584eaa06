/** So many places in all, and so many for each name. Nobody waits: who finds none is turned away. */
export class Shares {
  private taken = 0;
  private readonly of = new Map<string, number>();

  constructor(
    private readonly total: number,
    private readonly each: number,
  ) {}

  /** Takes a place and returns how to give it back; undefined when there is none for this name. */
  take(name: string): (() => void) | undefined {
    const own = this.of.get(name) ?? 0;
    if (this.taken >= this.total || own >= this.each) return undefined;
    this.taken += 1;
    this.of.set(name, own + 1);
    let is_held = true;
    return () => {
      if (!is_held) return;
      is_held = false;
      this.taken -= 1;
      const left = this.of.get(name)! - 1;
      if (left > 0) this.of.set(name, left);
      else this.of.delete(name);
    };
  }
}
