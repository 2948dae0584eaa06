import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Stands between the product and an SMTP server and stops the talk at a chosen place, once. */
export class SmtpTap {
  port = 0;
  private order?: { at: 'in_message' | 'at_answer'; reached: () => void };
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private answered: (() => void)[] = [];

  constructor(private readonly target: () => number) {
    this.server = createServer((client) => this.join(client));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** in_message: a part of the message gets through, its end never. at_answer: the message is taken, the answer never comes back. Resolves when it is there. */
  stopNext(at: 'in_message' | 'at_answer'): Promise<void> {
    return new Promise((reached) => (this.order = { at, reached }));
  }

  /** Resolves when the next answer to a message has been passed on. */
  nextAnswer(): Promise<void> {
    return new Promise((resolve) => this.answered.push(resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const upstream = connect(this.target(), '127.0.0.1');
    let state: 'talk' | 'message' | 'ended' | 'held' = 'talk';
    let tail = '';
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (state === 'held') return;
      if (state === 'message' && this.order?.at === 'in_message') {
        upstream.write(chunk.subarray(0, Math.min(200, chunk.length >> 1)));
        state = 'held';
        return this.reach();
      }
      tail = (tail + chunk.toString('latin1')).slice(-8);
      if (state === 'message' && tail.endsWith('\r\n.\r\n')) state = 'ended';
      if (state === 'talk' && /DATA\r\n$/i.test(tail)) state = 'message';
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (state === 'held') return;
      if (state === 'ended' && this.order?.at === 'at_answer') {
        state = 'held';
        return this.reach();
      }
      client.write(chunk);
      if (state !== 'ended') return;
      state = 'talk';
      for (const tell of this.answered.splice(0)) tell();
    });
  }

  private reach(): void {
    const { reached } = this.order!;
    this.order = undefined;
    reached();
  }
}
