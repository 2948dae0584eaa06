// npm run prove:webhooks -- --seed 7 --events 2000 --entities 100 --endpoints 3 --kills 4
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveWebhooks, type Sabotage } from './webhooks/proveWebhooks.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    events: { type: 'string', default: '2000' },
    entities: { type: 'string', default: '100' },
    endpoints: { type: 'string', default: '3' },
    kills: { type: 'string', default: '4' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const report = await proveWebhooks({
  seed: values.seed,
  events: Number(values.events),
  entities: Number(values.entities),
  endpoints: Number(values.endpoints),
  kills: Number(values.kills),
  sabotage: values.sabotage as Sabotage | undefined,
  say: (line) => console.log(line),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'webhooks',
  `seed ${values.seed}: ${report.events} events, ${report.deliveries} deliveries, ${report.receptions} receptions (${report.refused} ` +
    `refused, ` +
    `${report.duplicates} duplicates), ${report.signatures} good signatures, ${report.kills} kills (${report.lost_attempts} attempts ` +
    `lost), ` +
    `${report.redelivered} redelivered, ${report.faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
