import { coalesced } from '../common/concurrency/coalesced.js';
import type { SteadyConnection } from './steadyConnection.js';

interface Options {
  /** The connection on which the database rings; it calls `heard` also when it is up again, for whatever rang meanwhile. */
  listen(heard: () => void, down: (reason: string) => void): SteadyConnection;
  /** Does what there is to do. Answers after how many milliseconds to sweep again if nothing rings; null: not at all. */
  sweep(): Promise<number | null>;
  onFailure(error: Error): void;
  /** Nothing is heard at the moment. */
  onDeaf(reason: string): void;
}

/** Sweeps whenever the database rings and when a time comes, never twice at once. Whoever has one sweeps now and then in any case. */
export class RungSweep {
  private listening?: SteadyConnection;
  private timer?: NodeJS.Timeout;
  private readonly sweep = coalesced(
    () => this.once(),
    (error) => this.options.onFailure(error),
  );

  constructor(private readonly options: Options) {}

  start(): void {
    this.listening = this.options.listen(
      () => void this.sweep(),
      (reason) => this.options.onDeaf(reason),
    );
    void this.listening.start();
  }

  /** Sweeps now. Before the start and after the end nothing happens. */
  run(): Promise<void> {
    return this.sweep();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    const listening = this.listening;
    this.listening = undefined;
    await listening?.stop();
    await this.sweep.idle();
  }

  private async once(): Promise<void> {
    if (!this.listening) return;
    const wait_ms = await this.options.sweep();
    clearTimeout(this.timer);
    if (wait_ms !== null && this.listening) this.timer = setTimeout(() => void this.sweep(), wait_ms).unref();
  }
}
