import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is the one that is waited for; raises with the last one after `seconds`, which are long: they tell a failure, not a
 * speed.
 */
export async function until<T>(ask: () => T | Promise<T>, answered: (value: T) => boolean, seconds = 30, every_ms = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (answered(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${JSON.stringify(value)}`);
    await sleep(every_ms);
  }
}

/** Returns when for twenty seconds nothing begins that is done each minute, up to fifteen seconds after it. */
export async function betweenMinutes(): Promise<void> {
  const gone = Date.now() % 60_000;
  if (gone < 16_000) await sleep(16_000 - gone);
  else if (gone > 40_000) await sleep(76_000 - gone);
}
