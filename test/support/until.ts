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
    await new Promise((resolve) => setTimeout(resolve, every_ms));
  }
}
