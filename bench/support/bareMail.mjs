// The bare program: fetches a mailbox and parses each message as it comes, as one would write it. Started by bench/mailIngest.mjs.
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';

const { host, port, user, pass } = JSON.parse(process.argv[2]);
const client = new ImapFlow({ host, port, secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
const started = performance.now();
const before = process.cpuUsage();
await client.connect();
await client.mailboxOpen('INBOX', { readOnly: true });
let messages = 0;
let attachments = 0;
for await (const { source } of client.fetch('1:*', { uid: true, source: true })) {
  if (!source) throw new Error('A message came without its source.');
  const mail = await simpleParser(source);
  attachments += mail.attachments.length;
  messages++;
}
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(before);
await client.logout();
console.log(`parsed ${JSON.stringify({ seconds, cpu_seconds: (used.user + used.system) / 1e6, messages, attachments })}`);
