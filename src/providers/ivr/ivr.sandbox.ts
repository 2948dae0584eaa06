import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../sandbox/wire.js';
import { tone } from '../sandbox/tone.js';

/** What happens to the next request for a recording. */
export type RecordingFault = { kind: 'status'; status: number } | { kind: 'page' } | { kind: 'moved'; to: string };

/** Keeps the recordings of invented IVR providers on a local address: `<url>/recordings/<any name>.wav`. */
export interface IvrSandbox {
  url: string;
  /** Each is used once, by the next request. */
  faults: RecordingFault[];
  /** Paths as they were asked for. */
  asked: string[];
  stop(): Promise<void>;
}

export async function startIvrSandbox(): Promise<IvrSandbox> {
  const file = tone();
  const faults: RecordingFault[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const fault = faults.shift();
    if (fault?.kind === 'status') return send(response, fault.status, 'text/html', '<h1>Error</h1>');
    if (fault?.kind === 'page') return send(response, 200, 'text/html', '<!DOCTYPE html><html><body>Sign in</body></html>');
    if (fault?.kind === 'moved') return void response.writeHead(302, { location: fault.to }).end();
    if (!/^\/recordings\/[^/?]+\.wav$/.test(path)) return send(response, 404, 'text/html', '<h1>Not found</h1>');
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    asked,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
