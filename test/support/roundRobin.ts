import { createServer, type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A load balancer without sticky sessions: each request, and each upgrade, goes to the next node that says it is ready. */
export async function startRoundRobin(nodes: () => { url: string }[]): Promise<{ url: string; close(): Promise<void> }> {
  let turn = 0;
  const next = async (): Promise<URL> => {
    const all = nodes();
    for (let tries = 0; tries < all.length; tries++) {
      const { url } = all[turn++ % all.length]!;
      const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
      if (ready?.ok) return new URL(url);
    }
    throw new Error('No node is ready.');
  };
  const forward = async ({ method, url: path, headers }: IncomingMessage) => {
    const { hostname: host, port } = await next();
    return httpRequest({ host, port, method, path, headers });
  };
  const server = createServer((request, response) => {
    forward(request).then(
      (forwarded) => {
        forwarded.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)));
        forwarded.on('error', () => response.writeHead(502).end());
        request.pipe(forwarded);
      },
      () => response.writeHead(503).end(),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    forward(request).then(
      (forwarded) => {
        forwarded.on('upgrade', (answer, upstream, first) => {
          upstream.on('error', () => socket.destroy());
          const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
          socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
          socket.write(first);
          upstream.write(head);
          socket.pipe(upstream).pipe(socket);
        });
        forwarded.on('response', () => socket.destroy());
        forwarded.on('error', () => socket.destroy());
        forwarded.end();
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
