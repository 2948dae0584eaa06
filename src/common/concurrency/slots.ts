/** So many at once; others wait their turn, in order. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  /** Whether who comes now has to wait. */
  get isFull(): boolean {
    return this.taken >= this.size;
  }

  /** Runs the work when a place is free. An abort while waiting raises the signal's reason. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.take(signal);
    try {
      return await work();
    } finally {
      // The place is handed over, so that nobody comes in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.taken--;
    }
  }

  private async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.taken < this.size) this.taken++;
    else {
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          this.waiting.splice(this.waiting.indexOf(enter), 1);
          reject(signal!.reason as Error);
        };
        this.waiting.push(enter);
        signal?.addEventListener('abort', leave, { once: true });
      });
    }
  }
}

/** Places by name: so many at once for each. */
export class NamedSlots {
  private readonly slots = new Map<string, Slots>();

  constructor(private readonly size: number) {}

  run<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    let slots = this.slots.get(name);
    if (!slots) this.slots.set(name, (slots = new Slots(this.size)));
    return slots.run(work, signal);
  }
}
