import { io, type Socket } from 'socket.io-client';
import type { ChangeEvent } from '../../src/common/realtime/changeEvents.js';

export type FeedMessage = Omit<ChangeEvent, 'namespace'>;

/** A client of the change feed that writes down what it was sent. */
export interface FeedClient {
  socket: Socket;
  /** In the order in which they came; control events as `ready`, `resync`, `session:expired`. */
  heard: { event: string; message: FeedMessage }[];
  /** The events of the feed alone. */
  events(): FeedMessage[];
  /** Resolves with the first message of this name, also when it came before. */
  next(event: string): Promise<Record<string, unknown>>;
  until(isEnough: () => boolean): Promise<void>;
  close(): void;
}

const CONTROL = new Set(['ready', 'resync', 'viewers', 'session:expired', 'connect_error', 'disconnect']);
const PATIENCE_MS = 30_000;

/** Connects to a namespace (`calls`). Without a wish of its own it does not connect again by itself. */
export function connectFeed(
  url: string,
  namespace: string,
  auth: Record<string, unknown>,
  options: Parameters<typeof io>[1] = {},
): FeedClient {
  const socket = io(`${url}/${namespace}`, { auth, transports: ['websocket'], forceNew: true, reconnection: false, ...options });
  const heard: FeedClient['heard'] = [];
  const listeners = new Set<() => void>();
  let looking: NodeJS.Immediate | undefined;
  const note = (event: string, message: unknown) => {
    heard.push({ event, message: message as FeedMessage });
    // Looking reads all that was heard: once for what comes together.
    looking ??= setImmediate(() => {
      looking = undefined;
      for (const listener of listeners) listener();
    });
  };
  socket.onAny(note);
  socket.on('connect_error', (error: Error & { data?: unknown }) => note('connect_error', error.data ?? { message: error.message }));
  socket.on('disconnect', (reason) => note('disconnect', { reason }));

  const until = (isEnough: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isEnough()) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        listeners.delete(look);
        reject(new Error(`Not in time; heard ${JSON.stringify(heard.slice(-5))}`));
      }, PATIENCE_MS);
      listeners.add(look);
      look();
    });
  const next = async (event: string) => {
    await until(() => heard.some((entry) => entry.event === event));
    return heard.find((entry) => entry.event === event)!.message as unknown as Record<string, unknown>;
  };
  return {
    socket,
    heard,
    events: () => heard.filter(({ event }) => !CONTROL.has(event)).map(({ message }) => message),
    next,
    until,
    close: () => socket.disconnect(),
  };
}
