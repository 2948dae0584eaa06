import type { Logger } from 'pino';

/** When a stop takes longer than this, something hangs, milliseconds. */
const STOP_MS = 25_000;
/** npm passes Ctrl-C on although the terminal has done so already: within this time it is one signal, milliseconds. */
const ONE_SIGNAL_MS = 500;

/** How a process says that it is about to stop, and how long those who send it requests may take to notice, milliseconds. */
interface Drain {
  begin(): void;
  ms: number;
}

/** Thrown to leave a start that was interrupted. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/**
 * Starts and stops a process. A signal during the start takes effect between two steps, because closing what is only half open fails in
 * many ways. What was started is stopped in reverse order. Before that, a process that gets requests from others says that it is about to
 * stop, and goes on answering until they have noticed. A second signal does not wait.
 */
export class Lifetime {
  private readonly stops: (() => Promise<void>)[] = [];
  private isStarting = true;
  private interruptedAt?: number;
  private stopping?: Promise<never>;
  private drain?: Drain;

  constructor(
    private readonly logger: Logger,
    private readonly exit: (code: number) => never = process.exit,
    /** Whether a person sits at a terminal: whoever presses Ctrl-C there waits for nobody. */
    private readonly isWatched = process.stdin.isTTY && process.stderr.isTTY,
  ) {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.interrupt(signal));
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

  /** The start is over: from now on a signal drains the process, if it has to, and stops it. */
  started(drain?: Drain): void {
    this.goOn();
    this.isStarting = false;
    this.drain = drain;
  }

  /** Stops all that runs, then ends the process. */
  stop(code: number): Promise<never> {
    return (this.stopping ??= this.end(code));
  }

  interrupt(signal: NodeJS.Signals = 'SIGTERM'): void {
    if (this.interruptedAt !== undefined) {
      if (Date.now() - this.interruptedAt > ONE_SIGNAL_MS) this.exit(130);
      return;
    }
    this.interruptedAt = Date.now();
    const { begin, ms = 0 } = this.isStarting || (signal === 'SIGINT' && this.isWatched) ? {} : { ...this.drain };
    this.logger.info({ context: 'start' }, 'stopping');
    setTimeout(() => this.exit(1), ms + STOP_MS).unref();
    if (this.isStarting) return;
    if (ms === 0) return void this.stop(0);
    begin!();
    setTimeout(() => void this.stop(0), ms);
  }

  private async end(code: number): Promise<never> {
    setTimeout(() => this.exit(1), STOP_MS).unref();
    for (const stop of this.stops) await stop().catch((error: unknown) => this.logger.error({ err: error }, 'the shutdown was not clean'));
    return this.exit(code);
  }
}
