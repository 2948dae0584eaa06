// Requests at a rate, or as fast as they are answered, over plain sockets: a client that costs as little as it can.
import { Buffer } from 'node:buffer';
import net from 'node:net';
import { clearInterval, setInterval } from 'node:timers';

/**
 * @typedef {object} Answers
 * @property {number} sent
 * @property {Record<string, number>} statuses by HTTP status; `0` is a connection that broke or a request without an answer
 * @property {number} seconds from the first request to the last answer
 * @property {number[]} latencies milliseconds, from when a request was due
 */

class Connection {
  /** @param {URL} url @param {(connection: Connection, status: number) => void} answered */
  constructor(url, answered) {
    this.url = url;
    this.answered = answered;
    this.due = 0;
    this.busy = false;
    this.open();
  }

  open() {
    this.rest = '';
    this.socket = net.connect({ host: this.url.hostname, port: Number(this.url.port), noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => this.read(String(chunk)));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      if (this.closed) return;
      if (this.busy) this.end(0);
      setTimeout(() => this.closed || this.open(), 20);
    });
  }

  /** @param {string} request @param {number} due */
  send(request, due) {
    this.due = due;
    this.busy = true;
    this.socket.write(request);
  }

  /** @param {string} chunk */
  read(chunk) {
    this.rest += chunk;
    const head = this.rest.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(this.rest.slice(0, head));
    if (this.rest.length < head + 4 + Number(length?.[1] ?? 0)) return;
    const status = Number(this.rest.slice(9, 12));
    this.rest = '';
    this.end(status);
  }

  /** @param {number} status */
  end(status) {
    this.busy = false;
    this.answered(this, status);
  }

  close() {
    this.closed = true;
    this.socket.destroy();
  }
}

/** @typedef {string | { path: string, body: string }} Asked a path to get, or JSON to post */

/** The text of a request. @param {Asked} asked */
function requestText(asked) {
  if (typeof asked === 'string') return `GET ${asked} HTTP/1.1\r\nhost: bench\r\n\r\n`;
  const { path, body } = asked;
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  return `${head}\r\n\r\n${body}`;
}

/**
 * Sends each path once, as fast as the answers come.
 * @param {string} base
 * @param {Asked[]} paths
 * @param {number} connections
 * @returns {Promise<Answers>}
 */
export function asFastAsAnswered(base, paths, connections) {
  const requests = paths.map(requestText);
  /** @type {Answers} */
  const answers = { sent: 0, statuses: {}, seconds: 0, latencies: [] };
  return new Promise((resolve) => {
    const started = performance.now();
    let done = 0;
    /** @param {Connection} connection @param {number} status */
    const answered = (connection, status) => {
      answers.statuses[status] = (answers.statuses[status] ?? 0) + 1;
      answers.latencies.push(performance.now() - connection.due);
      done++;
      if (answers.sent < requests.length) connection.send(requests[answers.sent++], performance.now());
      else if (done === requests.length) {
        answers.seconds = (performance.now() - started) / 1000;
        for (const each of all) each.close();
        resolve(answers);
      }
    };
    const all = Array.from({ length: Math.min(connections, requests.length) }, () => new Connection(new URL(base), answered));
    for (const connection of all) connection.send(requests[answers.sent++], performance.now());
  });
}

/**
 * Sends each path at its time, whether those before it have been answered or not; a request that finds no free connection waits
 * for one, and that counts. @param {string} base @param {string[]} paths @param {number} per_second @param {number} connections
 * @param {{ patience_ms?: number, onAnswer?: (status: number, at: number) => void }} [options] @returns {Promise<Answers>}
 */
export function atRate(base, paths, per_second, connections, { patience_ms = 10_000, onAnswer } = {}) {
  const requests = paths.map(requestText);
  /** @type {Answers} */
  const answers = { sent: 0, statuses: {}, seconds: 0, latencies: [] };
  return new Promise((resolve) => {
    const started = performance.now();
    /** @type {Connection[]} */
    const free = [];
    /** @type {{ request: string, due: number }[]} */
    const waiting = [];
    let done = 0;
    let issued = 0;
    const finish = () => {
      clearInterval(timer);
      clearInterval(watch);
      answers.seconds = (performance.now() - started) / 1000;
      for (const each of all) each.close();
      resolve(answers);
    };
    /** @param {Connection} connection @param {number} status */
    const answered = (connection, status) => {
      const now = performance.now();
      answers.statuses[status] = (answers.statuses[status] ?? 0) + 1;
      answers.latencies.push(now - connection.due);
      onAnswer?.(status, now - started);
      done++;
      const next = waiting.shift();
      if (next) connection.send(next.request, next.due);
      else free.push(connection);
      if (done === requests.length) finish();
    };
    const all = Array.from({ length: connections }, () => new Connection(new URL(base), answered));
    free.push(...all);
    const timer = setInterval(() => {
      const due = Math.min(requests.length, Math.floor(((performance.now() - started) / 1000) * per_second));
      for (; issued < due; issued++) {
        answers.sent++;
        const at = started + (issued / per_second) * 1000;
        const connection = free.pop();
        if (connection) connection.send(requests[issued], at);
        else waiting.push({ request: requests[issued], due: at });
      }
    }, 1);
    // A request that is never answered ends its connection.
    const watch = setInterval(() => {
      for (const each of all) if (each.busy && performance.now() - each.due > patience_ms) each.socket?.destroy();
    }, 250);
  });
}

/** @param {number[]} latencies @param {number} share */
export function percentile(latencies, share) {
  const sorted = [...latencies].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
