import type { Logger } from 'pino';

/** When a stop takes longer than this, something hangs, milliseconds. */
const STOP_MS = 25_000;
/** npm passes Ctrl-C on although the terminal has done so already: within this time it is one signal, milliseconds. */
const ONE_SIGNAL_MS = 500;

/** Thrown to leave a start that was interrupted. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/**
 * Starts and stops a process. A signal during the start takes effect between two steps, because closing what is only
 * half open fails in many ways. What was started is stopped in reverse order. A second signal does not wait.
 */
export class Lifetime {
  private readonly stops: (() => Promise<void>)[] = [];
  private isStarting = true;
  private interruptedAt?: number;
  private stopping?: Promise<never>;

  constructor(
    private readonly logger: Logger,
    private readonly exit: (code: number) => never = process.exit,
  ) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.interrupt());
  }

  get isInterrupted(): boolean {
    return this.interruptedAt !== undefined;
  }

  /** Waits for a step of the start. Throws `Interrupted` when the process was asked to stop. */
  async step<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.goOn();
    return result;
  }

  /** Throws `Interrupted` when the process was asked to stop. */
  goOn(): void {
    if (this.isInterrupted) throw new Interrupted();
  }

  /** What is to be done at the end, before everything that was named earlier. */
  atEnd(stop: () => Promise<void>): void {
    this.stops.unshift(stop);
  }

  /** The start is over: from now on a signal stops the process at once. */
  started(): void {
    this.goOn();
    this.isStarting = false;
  }

  /** Stops all that runs, then ends the process. */
  stop(code: number): Promise<never> {
    return (this.stopping ??= this.end(code));
  }

  interrupt(): void {
    if (this.interruptedAt !== undefined) {
      if (Date.now() - this.interruptedAt > ONE_SIGNAL_MS) this.exit(130);
      return;
    }
    this.interruptedAt = Date.now();
    this.logger.info({ context: 'start' }, 'stopping');
    setTimeout(() => this.exit(1), STOP_MS).unref();
    if (!this.isStarting) void this.stop(0);
  }

  private async end(code: number): Promise<never> {
    setTimeout(() => this.exit(1), STOP_MS).unref();
    for (const stop of this.stops) await stop().catch((error: unknown) => this.logger.error({ err: error }, 'the stop was not clean'));
    return this.exit(code);
  }
}
