import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 60;
const pauseOf = (tries: number) => Math.min(60_000, 3_000 * 1.15 ** tries);

/** Mails and chats of the sandboxes arrive in the first minute, calls when they are synced: asked for more and more rarely, 45 minutes. */
export async function* demoTries(): AsyncGenerator<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    await pause(pauseOf(tries), undefined, { ref: false });
    yield;
  }
}
