import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The call around the code that runs: `{id, source, depth, transaction, requestId}`.
 * @type {AsyncLocalStorage<{id: number, source: string, depth: number, transaction?: string, requestId?: string}>}
 */
export const callContext = new AsyncLocalStorage();
