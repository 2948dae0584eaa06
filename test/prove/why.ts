// npm run prove:why -- --seed 7 --items 5000 --agents 50 --kills 10 --rules 30 --steps 3000 --notices 5000
import { parseArgs } from 'node:util';
import { startFleet } from '../support/fleet.js';
import { reportProof } from '../support/recordProof.js';
import { proveRouting } from './routing/proveRouting.js';
import { NOTICE_SABOTAGES, proveNotices } from './why/proveNotices.js';
import { proveWorkflows, WORKFLOW_SABOTAGES } from './workflows/proveWorkflows.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    items: { type: 'string', default: '5000' },
    agents: { type: 'string', default: '50' },
    kills: { type: 'string', default: '10' },
    rules: { type: 'string', default: '30' },
    steps: { type: 'string', default: '3000' },
    notices: { type: 'string', default: '5000' },
    sabotage: { type: 'string' },
  },
});
const { seed, sabotage } = values;
const started = Date.now();
const routing = await proveRouting({
  seed,
  items: Number(values.items),
  agents: Number(values.agents),
  kills: Number(values.kills),
  say: (line) => console.log(line),
});
const fleet = await startFleet();
const notices = await proveNotices(
  fleet.pool,
  seed,
  Number(values.notices),
  NOTICE_SABOTAGES.find((name) => name === sabotage),
);
const rules = await proveWorkflows(
  fleet.pool,
  seed,
  { rules: Number(values.rules), steps: Number(values.steps) },
  WORKFLOW_SABOTAGES.find((name) => name === sabotage),
);
await fleet.close();
const faults = [...routing.faults, ...notices.faults, ...rules.faults];
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
reportProof(
  'why',
  `seed ${seed}: ${routing.decisions} choices of the router, ${routing.replayed} made again from what was stored; ` +
    `${rules.decisions} decisions about ${rules.runs} runs of rules and ${rules.steps} steps, ` +
    `${rules.samples} samples of what did not apply; ` +
    `${notices.decisions} decisions about ${notices.notices} notices; ` +
    `${faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = faults.length === 0 ? 0 : 1;
