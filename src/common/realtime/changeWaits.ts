import { type ChangeEvent, entityOf } from './changeEvents.js';
import type { EntityEvents, PayloadOf } from './entityEvents.js';

/** How often a waiting one looks without being told of anything, milliseconds: the feed may be late, or followed by nobody here. */
const LOOK_MS = 1_000;

/** Those in this process who wait until a thing is as they want it. */
export class ChangeWaits {
  private readonly waiting = new Map<string, Set<(event: ChangeEvent) => void>>();

  constructor(private readonly stopping: AbortSignal) {}

  /** Tells those who wait for these things. */
  hear(events: ChangeEvent[]): void {
    if (this.waiting.size === 0) return;
    for (const event of events) for (const tell of this.waiting.get(entityOf(event)) ?? []) tell(event);
  }

  async waitFor<D extends EntityEvents>(
    declaration: D,
    entity_id: string,
    until: (payload: PayloadOf<D> | undefined) => Promise<boolean>,
    ms: number,
  ): Promise<boolean> {
    const end = performance.now() + ms;
    let news: ChangeEvent | undefined;
    let wake = (): void => undefined;
    const forget = this.note(entityOf({ ...declaration, event: `${declaration.entity}:`, entity_id }), (event) => {
      news = event;
      wake();
    });
    const pause = (pause_ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake(), pause_ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const stop = () => wake();
    this.stopping.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        // What is told from here on is looked at in the next round.
        const told = news;
        news = undefined;
        if (await until(payloadOf<D>(told))) return true;
        const left = end - performance.now();
        if (left <= 0 || this.stopping.aborted) return false;
        if (!news) await pause(Math.min(left, LOOK_MS));
      }
    } finally {
      forget();
      this.stopping.removeEventListener('abort', stop);
    }
  }

  private note(thing: string, tell: (event: ChangeEvent) => void): () => void {
    const all = this.waiting.get(thing) ?? new Set();
    this.waiting.set(thing, all.add(tell));
    return () => {
      all.delete(tell);
      if (all.size === 0 && this.waiting.get(thing) === all) this.waiting.delete(thing);
    };
  }
}

/** Nothing when the thing is gone: then it must be looked at. */
function payloadOf<D>(event: ChangeEvent | undefined): PayloadOf<D> | undefined {
  return event === undefined || event.event.endsWith(':removed') ? undefined : (event.payload as PayloadOf<D>);
}
