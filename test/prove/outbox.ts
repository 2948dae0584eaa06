// npm run prove:outbox -- --seed 7 --dials 500 --emails 300 --chats 100 --payouts 60 --notices 60 [--mutation send_again]
import { parseArgs } from 'node:util';
import { reportProof } from '../support/recordProof.js';
import { proveChatOutbox } from './outbox/proveChatOutbox.js';
import { proveEmailOutbox } from './outbox/proveEmailOutbox.js';
import { proveNoticeOutbox } from './outbox/proveNoticeOutbox.js';
import { proveOutbox } from './outbox/proveOutbox.js';
import { provePayoutOutbox } from './outbox/provePayoutOutbox.js';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    dials: { type: 'string', default: '500' },
    emails: { type: 'string', default: '300' },
    chats: { type: 'string', default: '100' },
    payouts: { type: 'string', default: '60' },
    notices: { type: 'string', default: '60' },
    mutation: { type: 'string' },
  },
});
const started = Date.now();
const mutation = values.mutation === 'send_again' ? ('send_again' as const) : undefined;
const say = (line: string) => console.log(line);
const calls = Number(values.dials) > 0 ? await proveOutbox({ seed: values.seed, dials: Number(values.dials), mutation, say }) : undefined;
const mails =
  Number(values.emails) > 0 ? await proveEmailOutbox({ seed: values.seed, emails: Number(values.emails), mutation, say }) : undefined;
const chats =
  Number(values.chats) > 0 ? await proveChatOutbox({ seed: values.seed, replies: Number(values.chats), mutation, say }) : undefined;
const payouts =
  Number(values.payouts) > 0 ? await provePayoutOutbox({ seed: values.seed, payouts: Number(values.payouts), mutation, say }) : undefined;
const notices =
  Number(values.notices) > 0 ? await proveNoticeOutbox({ seed: values.seed, notices: Number(values.notices), mutation, say }) : undefined;
const faults = [calls, mails, chats, payouts, notices].flatMap((report) => report?.faults ?? []);
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
const lines = [
  calls &&
    `${calls.dials} dials, ${calls.kills} kills, ${calls.requests} requests at the provider, ${calls.placed} calls placed, ` +
      `${calls.uncertain} uncertain (${calls.settled_by_callback} settled by callback, ${calls.settled_by_log} by the log, ` +
      `${calls.left_uncertain} never rang and stay listed)`,
  mails &&
    `${mails.emails} e-mails, ${mails.kills} kills, ${mails.taken} messages taken by SMTP servers, ` +
      `${mails.uncertain} uncertain (${mails.settled_by_sent} settled by the Sent folder, ${mails.settled_by_person} by a person)`,
  chats &&
    `${chats.replies} replies on WhatsApp, ${chats.kills} kills, ${chats.taken} messages taken, ` +
      `${chats.uncertain} uncertain (${chats.settled_by_status} settled by a status, ${chats.left_uncertain} never arrived and stay so)`,
  payouts &&
    `${payouts.payouts} refunds to pay, ${payouts.kills} kills, ${payouts.paid} paid, ${payouts.uncertain} uncertain ` +
      `(${payouts.settled_by_lookup} settled by asking, ${payouts.left_uncertain} never taken and left to a person)`,
  notices && `${notices.notices} notices by e-mail, ${notices.kills} kills, ${notices.arrived} arrived, ${notices.uncertain} uncertain`,
].filter(Boolean);
reportProof(
  'outbox',
  `seed ${values.seed}: ${lines.join('; ')}, ${faults.length} faults (${Math.round((Date.now() - started) / 1000)} s)`,
  values.record,
);
process.exit(faults.length === 0 ? 0 : 1);
