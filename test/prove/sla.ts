// npm run prove:sla -- --seed 7 --histories 100000 --threads 200 --steps 3000
import { parseArgs } from 'node:util';
import { startFleet } from '../support/fleet.js';
import { reportProof } from '../support/recordProof.js';
import { CLOCK_SABOTAGES, proveClock } from './sla/proveClock.js';
import { proveReading, READING_SABOTAGES } from './sla/proveReading.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '100000' },
    threads: { type: 'string', default: '200' },
    steps: { type: 'string', default: '3000' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const clock = proveClock(
  values.seed,
  Number(values.histories),
  CLOCK_SABOTAGES.find((name) => name === values.sabotage),
);
console.log(`${clock.histories} histories, ${clock.segments} segments: ${JSON.stringify(clock.kinds)}`);
const fleet = await startFleet();
const reading = await proveReading(
  fleet.pool,
  values.seed,
  Number(values.threads),
  Number(values.steps),
  READING_SABOTAGES.find((name) => name === values.sabotage),
);
await fleet.close();
const faults = [...clock.faults, ...reading.faults];
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'sla',
  `seed ${values.seed}: ${clock.histories} histories counted minute by minute, ${clock.segments} segments; ${reading.steps} changes of ` +
    `${values.threads} threads, ${reading.kills} passes killed, ` +
    `${reading.clocks} clocks rebuilt to the same bytes, ${reading.notices} notices; ` +
    `${faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = faults.length === 0 ? 0 : 1;
