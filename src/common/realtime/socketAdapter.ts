import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Server, ServerOptions, Socket as SocketIoSocket } from 'socket.io';

/** Clients send a token and a number; nothing that they send is large, bytes. */
const LARGEST_MESSAGE = 16_384;
/** The library's code for a request that names no connection of this node. */
const UNKNOWN_CONNECTION = 1;
/** How long sockets have to close properly when the process stops, milliseconds. */
const GOODBYE_MS = 500;

/** How long a connection may stand without being in a namespace, that is without a valid token, milliseconds. */
const ADMISSION_MS = 10_000;

/** What is below a connection of the library when it is a web socket. */
interface Connection {
  transport: { socket?: { _socket?: Socket; terminate(): void } };
}

/** Socket.io on the server of the API, open to the same origins. */
export class SocketAdapter extends IoAdapter {
  private has_told = false;

  constructor(
    app: INestApplicationContext,
    private readonly origins: string[],
    private readonly log: Logger,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: Partial<ServerOptions>): Server {
    const server = super.createIOServer(port, {
      ...options,
      cors: { origin: this.origins },
      serveClient: false,
      maxHttpBufferSize: LARGEST_MESSAGE,
      perMessageDeflate: false,
      connectTimeout: ADMISSION_MS,
      allowRequest: (request: IncomingMessage, answer: (error: string | null, allowed: boolean) => void) =>
        answer(null, this.allows(request)),
    } as unknown as ServerOptions) as Server;
    // Packets that go out together become one write to the kernel, not one each: who missed thousands of events has them sooner.
    server.engine.on('flush', (connection: Connection) => connection.transport.socket?._socket?.cork());
    server.engine.on('drain', (connection: Connection) => connection.transport.socket?._socket?.uncork());
    server.engine.on('connection_error', ({ code }: { code: number }) => {
      if (code === UNKNOWN_CONNECTION) this.tellOfPolling();
    });
    // Nothing is sent in the namespace that everybody is in by default, and no token asked for.
    server.on('connection', (socket) => socket.disconnect(true));
    server.on('new_namespace', (namespace) =>
      namespace.on('connection', (socket) => socket.once('disconnect', () => this.endSoon(socket))),
    );
    return server;
  }

  /** Once: the client tells its user nothing but "xhr poll error". */
  private tellOfPolling(): void {
    if (this.has_told) return;
    this.has_told = true;
    this.log.info(
      { context: 'sockets' },
      'a long-polling client named a connection that this node does not have: after a restart it reconnects automatically; with several ' +
        "nodes, use transports: ['websocket'] or sticky sessions",
    );
  }

  /** Whose token has run out may come back with a new one on the same connection, for a while. */
  private endSoon({ client, conn }: SocketIoSocket): void {
    const { sockets } = client as unknown as { sockets: Map<string, unknown> };
    setTimeout(() => {
      if (sockets.size === 0) conn.close();
    }, ADMISSION_MS).unref();
  }

  /** Ends all connections and leaves the HTTP server to its owner. Clients connect again by themselves, to another node or later. */
  override async close(server: Server): Promise<void> {
    // A namespace has no engine; it ends with the server.
    if (!server.engine) return;
    const sockets = Object.values((server.engine as unknown as { clients: Record<string, Connection> }).clients).map(
      ({ transport }) => transport.socket,
    );
    server.engine.close();
    // Whoever does not say good-bye would hold up the server.
    setTimeout(() => sockets.forEach((socket) => socket?.terminate()), GOODBYE_MS).unref();
  }

  /** Browsers do not ask before they open a web socket: the origin is checked here. */
  private allows({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined || this.origins.includes(origin) || this.origins.includes('*')) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
