import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { errorCode } from './embeddedSupabaseError.js';

/** A loopback port that is free at this moment. Another process may take it first, which the caller must handle. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Why a wanted port cannot be had (`EADDRINUSE`, `EACCES`), or undefined when it can. */
export function portFault(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errorCode(error) ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
