import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallArchive } from './sandbox/archive.js';
import { keepBooks } from './sandbox/books.js';
import type { KaleyraSandbox, KaleyraSandboxOptions } from './sandbox/contract.js';
import { answerControlRequest } from './sandbox/control.js';
import { DialDesk } from './sandbox/dialDesk.js';
import { FaultBoard } from './sandbox/faults.js';
import { demoHistory } from './sandbox/generator.js';
import { addDays, DAY, indianDate } from './sandbox/indianTime.js';
import { answerVendorRequest } from './sandbox/protocol.js';
import { NO_QUIRKS } from './sandbox/quirks.js';
import { answerRecordingRequest } from './sandbox/recordings.js';
import { RequestLog } from './sandbox/requestLog.js';
import { seedWeek } from './sandbox/seedWeek.js';

export { sandboxCaller } from './sandbox/callPlan.js';
export { SANDBOX_AGENTS, SANDBOX_DID } from './sandbox/row.js';
export type { KaleyraSandboxRow } from './sandbox/row.js';
export type { KaleyraSandbox, KaleyraSandboxOptions } from './sandbox/contract.js';

/** A local server that behaves like Kaleyra. Listens on loopback only; all numbers in it are invented. */
export async function startKaleyraSandbox(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const { port = 0, api_key = 'sandbox-key', profile = 'demo', rows_per_day = 300, days_back = 30, now = () => new Date() } = options;
  const seed = String(options.seed ?? 1);
  const started = Math.floor(now().getTime() / 1000);
  const history =
    profile === 'seed_week'
      ? seedWeek(seed, started)
      : demoHistory({ seed, rows_per_day, first_date: addDays(indianDate(started), -days_back) });
  const archive = new CallArchive(history, seed, now);
  const quirks = { ...NO_QUIRKS };
  const desk = {
    api_key,
    archive,
    quirks,
    dials: new DialDesk(archive, quirks, seed),
    faults: new FaultBoard(),
    requests: new RequestLog(),
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/?id=')) return answerRecordingRequest(desk.faults, request, response);
    const answer = path.startsWith('/sandbox/')
      ? answerControlRequest(sandbox, request, response)
      : answerVendorRequest(desk, request, response);
    // What fails here is a client that went away, or a request that cannot be read.
    answer.catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const sandbox: KaleyraSandbox = {
    url: `${origin}/v1/`,
    control_url: `${origin}/sandbox/`,
    api_key,
    ...{ requests: desk.requests, faults: desk.faults, dials: desk.dials, quirks },
    books: (range) => keepBooks(archive.within(seconds(range.from) - DAY, seconds(range.to) + DAY), range),
    rows: (range) => archive.within(seconds(range.from), seconds(range.to)).map((leg) => ({ ...leg.row })),
    correct: (correction) => archive.correct(correction),
    insert: (rows) => archive.insert(rows),
    remove: (ids) => archive.remove(ids),
    stop: async () => {
      desk.dials.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return sandbox;
}

/** The first whole second at or after an instant: rows begin on whole seconds. */
function seconds(instant: string): number {
  return Math.ceil(Date.parse(instant) / 1000);
}
