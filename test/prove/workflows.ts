// npm run prove:workflows -- --seed 7 --rules 30 --steps 3000 --tickets 600 --kills 10
import { parseArgs } from 'node:util';
import { startFleet } from '../support/fleet.js';
import { reportProof } from '../support/recordProof.js';
import { KILL_SABOTAGES, proveKills } from './workflows/proveKills.js';
import { proveWorkflows, WORKFLOW_SABOTAGES } from './workflows/proveWorkflows.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    rules: { type: 'string', default: '30' },
    steps: { type: 'string', default: '3000' },
    tickets: { type: 'string', default: '600' },
    kills: { type: 'string', default: '10' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const fleet = await startFleet();
const proof = await proveWorkflows(
  fleet.pool,
  values.seed,
  { rules: Number(values.rules), steps: Number(values.steps) },
  WORKFLOW_SABOTAGES.find((name) => name === values.sabotage),
);
await fleet.close();
const killed = await proveKills(
  values.seed,
  { tickets: Number(values.tickets), kills: Number(values.kills) },
  KILL_SABOTAGES.find((name) => name === values.sabotage),
);
const faults = [...proof.faults, ...killed.faults];
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'workflows',
  `seed ${values.seed}: ${proof.rules} rules, ${proof.events} events, ${proof.runs} runs of which ${proof.stopped} were stopped, ` +
    `${proof.steps} steps, ${proof.kills} kills; ${killed.kills} processes ended by kill -9 in ` +
    `${killed.runs} runs, ${killed.steps} steps; ${faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = faults.length === 0 ? 0 : 1;
