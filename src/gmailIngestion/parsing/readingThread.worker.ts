/** What runs in the thread of `readingThread.ts`: one message after the other, so that what goes wrong is known to be of one. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MailResult } from './mailReading.js';
import { handedOver, type ThreadAnswer, type ThreadData, type ThreadTask } from './readingThreadMessages.js';

// Nobody hears of where in a library a message failed, and the libraries make errors that they drop.
Error.stackTraceLimit = 0;

const { reading, settings, position } = workerData as ThreadData;
const { mailReading } = (await import(reading)) as typeof import('./mailReading.js');
const read = mailReading(settings);
const port = parentPort!;
let last = Promise.resolve();

port.on('message', (task: ThreadTask) => (last = last.then(() => work(task))));
answer({ is_ready: true }, []);

async function work({ id, raws }: ThreadTask): Promise<void> {
  const results: MailResult[] = [];
  for (const [index, raw] of raws.entries()) {
    position[1] = index;
    position[0] = id;
    results.push(await read(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)));
  }
  const contents: Uint8Array[] = [];
  for (const result of results) {
    for (const attachment of 'email' in result ? result.email.attachments : []) {
      if (attachment.content) contents.push((attachment.content = handedOver(attachment.content) as Buffer));
    }
  }
  answer({ id, results }, contents);
}

function answer(message: ThreadAnswer, contents: Uint8Array[]): void {
  port.postMessage(message, [...new Set(contents.map(({ buffer }) => buffer as ArrayBuffer))]);
}
