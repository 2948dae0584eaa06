import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<true>();

/** Lists that are asked for in here need not say how many rows there are in all: an export asks for page after page and shows no total. */
export function uncounted<T>(work: () => Promise<T>): Promise<T> {
  return storage.run(true, work);
}

export function isUncounted(): boolean {
  return storage.getStore() === true;
}
