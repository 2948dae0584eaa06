// npm run prove:identity -- --seed 7 --steps 2000
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveIdentity } from './identity/proveIdentity.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '2000' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const report = await proveIdentity({
  seed: values.seed,
  steps: Number(values.steps),
  sabotage: values.sabotage === 'auto_merge' || values.sabotage === 'moving_merge' ? values.sabotage : undefined,
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'identity',
  `seed ${values.seed}: ${report.steps} steps, ${report.customers} customers, ${report.messages} messages, ${report.races} races, ` +
    `${report.merges} merges, ${report.undone} undone, ${report.checks} checks, ${report.faults.length} faults ` +
    `(${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
