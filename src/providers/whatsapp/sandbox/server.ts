import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send, sendJson } from '../../sandbox/wire.js';
import { answerControlRequest } from './control.js';
import type { ChatSandboxCore } from './chatSandboxCore.js';

/** What one provider's API answers; false: it has no such path. */
export type VendorDoor = (
  sandbox: ChatSandboxCore,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean> | boolean;

export interface ServedSandbox {
  core: ChatSandboxCore;
  vendor: VendorDoor;
}

type Door = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** One server, on loopback only, with a folder for each provider and further doors. Returns its origin and how it is stopped. */
export async function serve(
  sandboxes: readonly ServedSandbox[],
  { port = 0, doors = {} }: { port?: number; doors?: Record<string, Door> } = {},
): Promise<{ origin: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    // What fails here is a client that went away, or a request that cannot be read.
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, folder = '', rest = '/'] = /^\/([a-z]*)(\/[^?]*)?/.exec(request.url ?? '') ?? [];
    const served = sandboxes.find(({ core }) => core.provider === folder);
    if (!served) {
      const door = Object.hasOwn(doors, folder) ? doors[folder] : undefined;
      return door ? door(rest, request, response) : send(response, 404, 'text/plain', 'nothing here');
    }
    const { core, vendor } = served;
    const [, file_id] = /^\/media\/([\w-]+)\//.exec(rest) ?? [];
    if (file_id !== undefined) return core.media.answer(file_id, response);
    if (rest.startsWith('/sandbox/')) return answerControlRequest(core, rest.slice('/sandbox/'.length), request, response);
    if (!(await vendor(core, rest, request, response))) sendJson(response, 404, { error: `no ${request.method} ${rest}` });
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const { core } of sandboxes) core.origin = `${origin}/${core.provider}`;
  const stop = async () => {
    for (const { core } of sandboxes) core.halt();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { origin, stop };
}
