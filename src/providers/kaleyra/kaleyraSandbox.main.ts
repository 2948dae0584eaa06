import { parseArgs } from 'node:util';
import { startKaleyraSandbox } from './kaleyra.sandbox.js';

/** The sandbox in a process of its own, for benchmarks: prints `sandbox <url>` and serves until SIGTERM. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'api-key': { type: 'string' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'string', default: 'demo' },
    'rows-per-day': { type: 'string', default: '300' },
    'days-back': { type: 'string', default: '30' },
  },
});
const { profile } = values;
if (profile !== 'demo' && profile !== 'seed_week') throw new RangeError('--profile is demo or seed_week');

const sandbox = await startKaleyraSandbox({
  port: Number(values.port),
  api_key: values['api-key'],
  seed: values.seed,
  profile,
  rows_per_day: Number(values['rows-per-day']),
  days_back: Number(values['days-back']),
});
process.stdout.write(`sandbox ${sandbox.url}\n`);

const leave = () => void sandbox.stop();
process.once('SIGTERM', leave).once('SIGINT', leave);
