import type { INestApplicationContext } from '@nestjs/common';
import { EmbeddedAuth } from '../auth/embeddedAuth.js';
import type { SessionUserDto } from '../auth/dto/auth.dto.js';
import { CustomersService } from '../customers/customers.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { SupportEmailsService } from '../gmailIngestion/mailboxes/supportEmails.service.js';
import { MAIL } from '../providers/mail/mail.settings.js';
import { DEMO_PEOPLE, DEMO_VIP } from './demoPeople.js';
import { PostgresService } from '../supabase/postgres.service.js';

const DEMO_ROLES = ['admin', 'supervisor', 'agent', 'viewer'] as const;

/** Makes one user per role, `<role>@example.com`, all with this password. Twice is once. */
export async function ensureDemoData(app: INestApplicationContext, password: string): Promise<SessionUserDto> {
  const auth = app.get(EmbeddedAuth, { strict: false });
  const users = await Promise.all(DEMO_ROLES.map((role) => auth.ensureUser(`${role}@example.com`, password, role)));
  await introduceCallers(app);
  return users[0]!;
}

/** Some who write also call: one customer over all channels. */
async function introduceCallers(app: INestApplicationContext): Promise<void> {
  const customers = app.get(CustomersService, { strict: false });
  for (const { name, email, number } of DEMO_PEOPLE.slice(0, 3)) {
    const identities = [
      { kind: 'email' as const, value: email },
      { kind: 'phone' as const, value: number },
    ];
    const { id } = await customers.identify({ name, identities });
    if (email === DEMO_VIP.email) await customers.update(id, { tier: 'vip' });
  }
}

/** The demo's admin, when the demo data was made. */
export async function findDemoAdmin(app: INestApplicationContext): Promise<SessionUserDto | undefined> {
  const [admin] = await app
    .get(PostgresService, { strict: false })
    .query<SessionUserDto>('select id, email from auth.users where email = $1', ['admin@example.com']);
  return admin;
}

/** Makes the mailbox of the mail sandbox, or leads it to where the sandbox listens this time. Without a sandbox nothing happens. */
export async function ensureDemoMailbox(app: INestApplicationContext): Promise<void> {
  const account = app.get(ConfigService).of(MAIL).MAIL_SANDBOX?.accounts[0];
  if (!account) return;
  const mailboxes = app.get(SupportEmailsService, { strict: false });
  const { email_address, username, password, imap_port, smtp_port } = account;
  const servers = {
    imap_host: '127.0.0.1',
    imap_port,
    imap_security: 'none',
    smtp_host: '127.0.0.1',
    smtp_port,
    smtp_security: 'none',
  } as const;
  const known = (await mailboxes.list({ search: email_address })).data.find((mailbox) => mailbox.email_address === email_address);
  if (!known)
    await mailboxes.create({ email_address, username, password, ...servers, display_name: 'Example Support', backfill_days: 365 }, null);
  // One that somebody has led elsewhere stays there.
  else if (known.imap_host === '127.0.0.1' && (known.imap_port !== imap_port || known.smtp_port !== smtp_port))
    await mailboxes.update(known.id, { username, password, ...servers }, null);
}
