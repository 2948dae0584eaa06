import type { Visits, Writes } from '../writes.js';

/** Nothing is written. */
export const writes = (): Writes => ({});

export const visits = (): Visits => ({ 'GET /search': () => Promise.resolve({ path: '/search?q=Asha' }) });
