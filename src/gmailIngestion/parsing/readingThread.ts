import type { OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { defineError } from '../../common/errors/appError.js';
import type { MailReadingSettings, MailResult } from './mailReading.js';
import { handedOver, type ThreadAnswer, type ThreadData, type ThreadTask } from './readingThreadMessages.js';

export const readingThreadUnavailable = defineError(
  'mail_thread_unavailable',
  503,
  'Messages cannot be read at the moment; try again shortly.',
);

/** How often within the deadline the thread is looked after. */
const LOOKS = 30;

export interface ReadingThreadOptions {
  settings: MailReadingSettings;
  /**
   * What its heap may hold, megabytes. Also how seldom V8 collects it, and with that throws compiled code away:
   * docs/decisions/mail_parsing_thread.md.
   */
  heap_mb: number;
  /** How long one message may take, milliseconds. */
  deadline_ms: number;
  /** Address of the module that reads; only tests have another one. */
  reading?: string;
}

/** What became of a batch. `stuck` and `died` are about it, `lost` is about another one: it can be given again. */
export type BatchEnd = { end: 'read'; results: MailResult[] } | { end: 'stuck'; index: number } | { end: 'died' } | { end: 'lost' };

/** Reads batches of messages: the thread, or in tests of other things this very thread. */
export interface MailBatches {
  /** The bytes are gone afterwards. Raises when they could not be tried. */
  read(raws: Buffer[]): Promise<BatchEnd>;
}

interface Running {
  worker: Worker;
  waiting: Map<number, { resolve(end: BatchEnd): void; reject(error: Error): void }>;
  position: Int32Array;
  is_ready: boolean;
  /** The message over which it was ended. */
  stuck?: { id: number; index: number };
  error?: Error;
  timer?: NodeJS.Timeout;
}

/**
 * The one thread of this process that reads messages, so that the API and the mail servers never wait for one. It begins with the first
 * batch; one that is stuck or dies is replaced with the next.
 */
export class ReadingThread implements MailBatches, OnApplicationShutdown {
  private running?: Running;
  private readonly ending = new Set<Promise<unknown>>();
  private is_stopped = false;
  private last_id = 0;

  constructor(
    private readonly options: ReadingThreadOptions,
    private readonly logger: Logger,
  ) {}

  read(raws: Buffer[]): Promise<BatchEnd> {
    if (this.is_stopped) return Promise.reject(readingThreadUnavailable());
    const running = (this.running ??= this.start());
    const task: ThreadTask = { id: ++this.last_id, raws: raws.map(handedOver) };
    return new Promise((resolve, reject) => {
      running.worker.postMessage(task, [...new Set(task.raws.map(({ buffer }) => buffer as ArrayBuffer))]);
      running.waiting.set(task.id, { resolve, reject });
      this.look(running);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.is_stopped = true;
    if (this.running) this.end(this.running);
    await Promise.all(this.ending);
  }

  private start(): Running {
    const position = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const { settings, heap_mb, reading = built('mailReading.js').href } = this.options;
    const worker = new Worker(built('readingThread.worker.js'), {
      workerData: { reading, settings, position } satisfies ThreadData,
      name: 'mail',
      // It needs nothing of this process: no loaders, and no secrets beside a stranger's bytes.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: heap_mb },
    });
    const running: Running = { worker, waiting: new Map(), position, is_ready: false };
    worker.on('message', (answer: ThreadAnswer) => this.take(running, answer));
    worker.on('error', (error: Error) => (running.error = error));
    worker.once('exit', () => this.settle(running));
    return running;
  }

  private take(running: Running, answer: ThreadAnswer): void {
    if ('is_ready' in answer) {
      running.is_ready = true;
      return;
    }
    for (const result of answer.results) {
      // Buffers arrive as plain bytes.
      for (const attachment of 'email' in result ? result.email.attachments : []) {
        const { content } = attachment;
        if (content) attachment.content = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
      }
    }
    running.waiting.get(answer.id)?.resolve({ end: 'read', results: answer.results });
    running.waiting.delete(answer.id);
    this.look(running);
  }

  /** Looks after a thread that has work, and lets the process end beside one that has none. */
  private look(running: Running): void {
    if (running.waiting.size === 0) {
      clearInterval(running.timer);
      running.timer = undefined;
      running.worker.unref();
    } else if (!running.timer) {
      running.worker.ref();
      running.timer = setInterval(
        watch(running, () => this.end(running)),
        this.options.deadline_ms / LOOKS,
      );
    }
  }

  private end(running: Running): void {
    // The next batch begins a new one.
    if (this.running === running) this.running = undefined;
    const ending = running.worker.terminate().finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }

  private settle(running: Running): void {
    if (this.running === running) this.running = undefined;
    clearInterval(running.timer);
    const { waiting, stuck, is_ready } = running;
    if (!this.is_stopped)
      this.logger.error({ err: running.error, is_stuck: stuck !== undefined }, 'the thread that parses messages ended unexpectedly');
    // A thread that never came up says nothing about a message.
    const cannot = this.is_stopped || !is_ready ? readingThreadUnavailable(undefined, { cause: running.error }) : undefined;
    // Batches are worked on in order: when it had not begun, it was about to take the first.
    const { id: at } = placeOf(running);
    const guilty = stuck?.id ?? (waiting.has(at) ? at : waiting.keys().next().value);
    for (const [id, { resolve, reject }] of waiting) {
      if (cannot) reject(cannot);
      else if (id !== guilty) resolve({ end: 'lost' });
      else resolve(stuck ? { end: 'stuck', index: stuck.index } : { end: 'died' });
    }
  }
}

/** Counts looks without progress instead of asking a clock: a machine that slept, or was too busy for us too, blames no message. */
function watch(running: Running, end: () => void): () => void {
  let place = placeOf(running);
  let looks = 0;
  return () => {
    // How long it takes to come up is no matter of a message.
    if (!running.is_ready) return;
    const now = placeOf(running);
    looks = now.id === place.id && now.index === place.index ? looks + 1 : 0;
    place = now;
    if (looks < LOOKS) return;
    looks = 0;
    if (running.waiting.has(place.id)) running.stuck = place;
    end();
  };
}

/** The batch and the message that the thread is at. */
function placeOf({ position }: Running): { id: number; index: number } {
  return { id: position[0]!, index: position[1]! };
}

/** A file of the build. A thread cannot load TypeScript: where the sources themselves run, as in tests, it runs what was built of them. */
function built(file: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../../../dist/gmailIngestion/parsing/${file}` : file, import.meta.url);
}
