// npm run prove:feed -- --seed 7 --clients 50 --disconnects 500 --transactions 3000
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import type { Sabotage } from './feed/feedStory.js';
import { proveFeed } from './feed/proveFeed.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '50' },
    disconnects: { type: 'string', default: '500' },
    transactions: { type: 'string', default: '3000' },
    sabotage: { type: 'string' },
  },
});
const SABOTAGES = ['numbering', 'replay', 'owner'];
if (values.sabotage !== undefined && !SABOTAGES.includes(values.sabotage)) throw new Error(`--sabotage is one of ${SABOTAGES.join(', ')}.`);
const started = Date.now();
const report = await proveFeed({
  seed: values.seed,
  clients: Number(values.clients),
  disconnects: Number(values.disconnects),
  transactions: Number(values.transactions),
  sabotage: values.sabotage as Sabotage | undefined,
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'feed',
  `seed ${values.seed}: ${report.clients} clients, ${report.transactions} transactions (${report.rolled_back} rolled back), ` +
    `${report.events} events ` +
    `(${report.out_of_order} committed out of order), ${report.delivered} delivered, ${report.disconnects} disconnects, ` +
    `${report.connections} connections, ` +
    `${report.restarts} restart, ${report.permission_changes} changes of permissions, ${report.resyncs} resyncs, ${report.compared} ` +
    `things compared, ` +
    `${report.faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
