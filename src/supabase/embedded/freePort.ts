import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { errorCode } from './embeddedSupabaseError.js';

/** A loopback port nobody listens on at this moment. The caller must cope with losing it to somebody quicker. */
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
export function portFault(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errorCode(error) ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
