import { AsyncLocalStorage } from 'node:async_hooks';

const ids = new AsyncLocalStorage<string>();

/** Runs what answers a request, so that all that it begins knows the id of the request. */
export function runInRequest<Result>(requestId: string, work: () => Result): Result {
  return ids.run(requestId, work);
}

/** Id of the request that the running code belongs to; `undefined` outside of one, and where nobody asks for it. */
export function currentRequestId(): string | undefined {
  return ids.getStore();
}
