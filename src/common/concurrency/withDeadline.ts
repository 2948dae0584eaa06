/** What the work gives, if it does in time; otherwise raises `<late> within <ms> ms`. Late work goes on, but nobody waits for it. */
export async function withDeadline<T>(ms: number, work: () => Promise<T>, late = 'no answer'): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${late} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
