import { AsyncLocalStorage } from 'node:async_hooks';

/** What everything below a request may know without being handed it: for logs and the activity log only, never for decisions. */
export interface RequestContext {
  request_id: string;
  user_id?: string;
  api_key_id?: string;
  /** The run of a rule that this is an act of, `<run>:<depth>`: the database notes it with every event. */
  causation?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
