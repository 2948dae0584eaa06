// Many socket clients of the change feed in a process of their own, so that the bench's own work does not delay their clocks.
// Started by bench/feed.mjs, which talks to it by messages: open, begin, report.
import { io } from 'socket.io-client';

/** Milliseconds since 1970, finer than a millisecond. */
const now = () => performance.timeOrigin + performance.now();

/** @type {{ room: number, last: number, got: number, disorder: number }[]} */
const clients = [];
/** @type {number[]} */
let latencies = [];
let resyncs = 0;

/** @param {{ url: string, namespace: string, rooms: { token: string }[], clients: number }} plan */
async function open({ url, namespace, rooms, clients: wanted }) {
  const BATCH = 50;
  for (let from = 0; from < wanted; from += BATCH) {
    await Promise.all(
      Array.from({ length: Math.min(BATCH, wanted - from) }, (_, index) => {
        const room = (from + index) % rooms.length;
        const client = { room, last: 0, got: 0, disorder: 0 };
        clients.push(client);
        const socket = io(`${url}/${namespace}`, { auth: { token: rooms[room].token }, transports: ['websocket'], forceNew: true });
        socket.on('ticket:benched', ({ seq, payload }) => {
          latencies.push(now() - payload.sent);
          if (seq <= client.last) client.disorder++;
          client.last = seq;
          client.got++;
        });
        socket.on('resync', () => resyncs++);
        return new Promise((resolve, reject) => {
          socket.once('ready', resolve);
          socket.once('connect_error', reject);
        });
      }),
    );
  }
  return { open: clients.length };
}

function begin() {
  latencies = [];
  resyncs = 0;
  for (const client of clients) client.got = client.disorder = 0;
  return {};
}

/** @param {{ sent: number[] }} told how many events went to each room */
function report({ sent }) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity;
  return {
    received: sorted.length,
    missed: clients.reduce((sum, { room, got }) => sum + Math.max(0, sent[room] - got), 0),
    doubled: clients.reduce((sum, { room, got }) => sum + Math.max(0, got - sent[room]), 0),
    disorder: clients.reduce((sum, { disorder }) => sum + disorder, 0),
    resyncs,
    p50: at(0.5),
    p99: at(0.99),
    most: at(1),
  };
}

/** @type {Record<string, (told: any) => unknown>} */
const orders = { open, begin, report };
process.on('message', (/** @type {{ order: string, told: unknown }} */ { order, told }) => {
  Promise.resolve(orders[order](told)).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit(0));
