// npm run prove:scale -- --rows 1000000 --seed 7 --only refunds [--share 1/2] [--sabotage refunds_list_idx]
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveScale } from './scale/proveScale.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    rows: { type: 'string' },
    only: { type: 'string', multiple: true },
    share: { type: 'string', default: '1/1' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const report = await proveScale({
  seed: values.seed,
  rows: values.rows === undefined ? undefined : Number(values.rows),
  only: values.only,
  share: values.share,
  sabotage: values.sabotage,
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'scale',
  `seed ${values.seed}: ${report.lists} lists, ${report.rows} rows, ${report.cases} questions asked at both sizes, ` +
    `${report.faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
