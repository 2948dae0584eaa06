// npm run prove:metrics -- --seed 7 --places 9 --steps 60 --questions 40
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveLeads } from './metrics/proveLeads.js';
import { proveMetrics } from './metrics/proveMetrics.js';
import { proveRefunds } from './metrics/proveRefunds.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    places: { type: 'string', default: '9' },
    steps: { type: 'string', default: '60' },
    questions: { type: 'string', default: '40' },
    sabotage: { type: 'string' },
  },
});
const refunds = await proveRefunds({ seed: values.seed, steps: Number(values.steps), sabotage: values.sabotage === 'refund_trigger' });
const leads = await proveLeads({ seed: values.seed, steps: Number(values.steps), sabotage: values.sabotage === 'lead_trigger' });
const SABOTAGES = ['trigger', 'email_trigger', 'chat_trigger', 'ticket_trigger', 'reopened', 'ivr_trigger'] as const;
const started = Date.now();
const report = await proveMetrics({
  seed: values.seed,
  places: Number(values.places),
  steps: Number(values.steps),
  questions: Number(values.questions),
  sabotage: SABOTAGES.find((name) => name === values.sabotage),
  say: (line) => console.log(line),
});
const differences = [...report.differences, ...refunds.differences, ...leads.differences];
for (const difference of differences.slice(0, 20)) console.log(`DIFFERENT ${difference}`);
reportProof(
  'metrics',
  `seed ${values.seed}: ${report.steps} changes, ${report.rollup_checks} rollup checks, ${report.questions} questions, ` +
    `${report.figures} figures, ${report.listed} listed rows, ${report.csv_lines} CSV lines; ` +
    `e-mails: ${report.email_steps} changes, ${report.email_checks} rollup checks, ${report.email_questions} questions, ` +
    `${report.email_figures} figures; ` +
    `chats: ${report.chat_steps} changes, ${report.chat_checks} rollup checks, ${report.chat_questions} questions, ` +
    `${report.chat_figures} figures; ` +
    `agents: ${report.agent_weeks} weeks, ${report.agent_seconds} seconds worked; ` +
    `tickets: ${report.ticket_steps} changes, ${report.ticket_checks} checks of kept counts, ${report.ticket_questions} questions, ` +
    `${report.ticket_figures} figures; ` +
    `refunds: ${refunds.refund_steps} steps, ${refunds.refund_questions} questions; ` +
    `leads: ${leads.lead_steps} steps, ${leads.lead_questions} questions; ` +
    `IVR calls: ${report.ivr_steps} changes, ${report.ivr_questions} questions, ${report.ivr_figures} figures; ` +
    `${differences.length} differences (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exitCode = differences.length === 0 ? 0 : 1;
