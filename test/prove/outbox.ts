// npm run prove:outbox -- --seed 7 --dials 500 [--mutation send_again]
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveOutbox } from './outbox/proveOutbox.js';

const { values } = parseArgs({
  options: { record: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, dials: { type: 'string', default: '500' }, mutation: { type: 'string' } },
});
const started = Date.now();
const report = await proveOutbox({
  seed: values.seed,
  dials: Number(values.dials),
  mutation: values.mutation === 'send_again' ? 'send_again' : undefined,
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'outbox',
  `seed ${values.seed}: ${report.dials} dials, ${report.kills} kills, ${report.requests} requests at the provider, ${report.placed} calls placed, ` +
    `${report.uncertain} uncertain (${report.settled_by_callback} settled by callback, ${report.settled_by_log} by the log, ${report.left_uncertain} never rang and stay listed), ` +
    `${report.faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exit(report.faults.length === 0 ? 0 : 1);
