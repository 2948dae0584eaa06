// npm run prove:ingest -- --seed 7 --events 4000 --kills 10 [--mutation no_constraint|no_message_key|late_status|early_answer]
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveIngest } from './ingest/proveIngest.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    events: { type: 'string', default: '4000' },
    kills: { type: 'string', default: '10' },
    mutation: { type: 'string' },
  },
});
const MUTATIONS = ['no_constraint', 'no_message_key', 'late_status', 'early_answer'] as const;
const started = Date.now();
const report = await proveIngest({
  seed: values.seed,
  events: Number(values.events),
  kills: Number(values.kills),
  mutation: MUTATIONS.find((name) => name === values.mutation),
  say: (line) => console.log(line),
});
for (const fault of report.faults) console.log(`FAULT ${fault}`);
reportProof(
  'ingest',
  `seed ${values.seed}: ${report.deliveries} deliveries, ${report.acknowledged} acknowledged, ${report.sent_again} sent again, ` +
    `${report.kills} kills, ` +
    `${report.database_restarts} database restarts, ${report.stored} events stored, ${report.replayed} replayed, ` +
    `${report.faults.length} faults ` +
    `(${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exit(report.faults.length === 0 ? 0 : 1);
