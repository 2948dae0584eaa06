// npm run prove:mail -- --seed 7 --messages 5000 [--mutation forget_identity|believe_references]
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { type MailOptions, proveMail } from './mail/proveMail.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    messages: { type: 'string', default: '5000' },
    mutation: { type: 'string' },
  },
});
const started = Date.now();
const report = await proveMail({
  seed: values.seed,
  messages: Number(values.messages),
  mutation: values.mutation as MailOptions['mutation'],
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'mail',
  `seed ${values.seed}: ${report.messages} messages in ${report.threads} threads, ${report.deliveries} deliveries, ${report.moved} moved, ${report.removed_at_server} removed at the server, ` +
    `${report.deleted} deleted, ${report.renumberings} renumberings, ${report.kills} kills, ${report.server_restarts} server restarts, ${report.broken_connections} broken connections, ` +
    `${report.postgres_restarts} database restart, ${report.faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exit(report.faults.length === 0 ? 0 : 1);
