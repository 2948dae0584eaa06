// npm run prove:api -- --seed 7 --cases 200
import { parseArgs } from 'node:util';
import globalSetup from '../support/globalSetup.mjs';
import globalTeardown from '../support/globalTeardown.mjs';
import { proveApi } from './api/proveApi.js';
import { type Sabotage, SABOTAGES } from './api/sabotage.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '200' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    case: { type: 'string' },
    sabotage: { type: 'string' },
  },
});
if (values.sabotage && !SABOTAGES.includes(values.sabotage as Sabotage)) throw new Error(`--sabotage is one of ${SABOTAGES.join(', ')}.`);
const started = Date.now();
await globalSetup({ rootDir: process.cwd() });
try {
  const report = await proveApi({
    seed: values.seed,
    cases: Number(values.cases),
    quick: values.quick,
    only: values.only,
    case: values.case === undefined ? undefined : Number(values.case),
    sabotage: values.sabotage as Sabotage | undefined,
    say: (line) => console.log(line),
  });
  console.log(
    `seed ${values.seed}: ${report.operations} operations, ${report.rights} requests by ${report.identities} kinds of callers each, ` +
      `${report.cases} made-up requests (${report.done} done, ${report.refused} refused), ${report.faults.length} faults ` +
      `(${Math.round((Date.now() - started) / 1000)} s)`,
  );
  process.exitCode = report.faults.length === 0 ? 0 : 1;
} finally {
  await globalTeardown();
}
