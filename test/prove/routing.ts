// npm run prove:routing -- --seed 7 --items 5000 --agents 50 --kills 10
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveRouting, type RoutingProofOptions, SABOTAGES } from './routing/proveRouting.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    items: { type: 'string', default: '5000' },
    agents: { type: 'string', default: '50' },
    kills: { type: 'string', default: '10' },
    sabotage: { type: 'string' },
  },
});
const started = Date.now();
const seconds = () => Math.round((Date.now() - started) / 1000);
const report = await proveRouting({
  seed: values.seed,
  items: Number(values.items),
  agents: Number(values.agents),
  kills: Number(values.kills),
  sabotage: SABOTAGES.find((name) => name === values.sabotage) as RoutingProofOptions['sabotage'],
  say: (line) => console.log(`${line} (${seconds()} s)`),
});
for (const fault of report.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
const story = `${report.items} items, ${values.agents} agents, ${report.kills} kills`;
const what = `seed ${values.seed}: ${story}, ${report.assignments} assignments`;
reportProof('routing', `${what}, ${report.faults.length} faults (${seconds()} s)`, values.record);
process.exitCode = report.faults.length === 0 ? 0 : 1;
