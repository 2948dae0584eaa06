/** Asks until the answer is the one that is waited for; raises with the last one after `seconds`. */
export async function until<T>(ask: () => T | Promise<T>, answered: (value: T) => boolean, seconds = 15): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (answered(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
