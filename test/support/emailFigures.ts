import { DateTime } from 'luxon';
import type pg from 'pg';
import type { EmailDashboardOverviewDto } from '../../src/adminDashboard/dto/emailDashboard.dto.js';

/** The figures of the e-mail dashboard, worked out here by plain loops over each raw row: no rollup, nothing shared with the product. */

export interface RawEmail {
  id: string;
  support_email_id: string;
  direction: 'inbound' | 'outbound';
  kind: string;
  status: string;
  team: string | null;
  is_read: boolean;
  from_email: string;
  from_name: string;
  /** Milliseconds since 1970. */
  at: number;
  /** In the business zone. */
  date: string;
}

export interface RawMailbox {
  id: string;
  email_address: string;
  display_name: string;
  removed: boolean;
}

export interface RawMail {
  emails: RawEmail[];
  mailboxes: RawMailbox[];
}

export type EmailFigures = Omit<EmailDashboardOverviewDto, 'start_date' | 'end_date'>;

/** All that is not deleted, and the mailboxes. */
export async function readMail(pool: pg.Pool, zone: string): Promise<RawMail> {
  const emails = await pool.query<RawEmail>(
    `select id, support_email_id, direction, kind, status, team, is_read, from_email, from_name,
       (extract(epoch from received_at) * 1000)::float8 as at, (received_at at time zone $1)::date::text as date
     from public.emails where deleted_at is null`,
    [zone],
  );
  const mailboxes = await pool.query<RawMailbox>(
    'select id, email_address, display_name, deleted_at is not null as removed from public.support_emails',
  );
  return { emails: emails.rows, mailboxes: mailboxes.rows };
}

/** The e-mails that a question is about. */
export function emailsOf(mail: RawMail, start: Date, end: Date, support_email_id?: string): RawEmail[] {
  return mail.emails.filter(
    (email) =>
      email.at >= start.getTime() && email.at < end.getTime() && (!support_email_id || email.support_email_id === support_email_id),
  );
}

export function emailFigures(
  mail: RawMail,
  start: Date,
  end: Date,
  zone: string,
  options: { support_email_id?: string; limit?: number } = {},
): EmailFigures {
  const { support_email_id, limit = 10 } = options;
  const emails = emailsOf(mail, start, end, support_email_id);
  const all = mail.emails.filter((email) => !support_email_id || email.support_email_id === support_email_id);
  const count = (holds: (email: RawEmail) => boolean) => emails.filter(holds).length;
  const sides = (of: RawEmail[]) => ({
    inbound: of.filter(({ direction }) => direction === 'inbound').length,
    outbound: of.filter(({ direction }) => direction === 'outbound').length,
    total: of.length,
  });
  const dates = new Map(datesOf(start, end, zone).map((date) => [date, [] as RawEmail[]]));
  for (const email of emails) dates.get(email.date)!.push(email);
  return {
    email_volume: {
      ...sides(emails),
      messages: count(({ kind }) => kind === 'message'),
      auto_replies: count(({ kind }) => kind === 'auto_reply'),
      bounces: count(({ kind }) => kind === 'bounce'),
      lists: count(({ kind }) => kind === 'list'),
      loops: count(({ kind }) => kind === 'loop'),
    },
    status_breakdown: (['open', 'pending', 'resolved', 'closed', 'spam'] as const).map((status) => ({
      status,
      count: count((email) => email.status === status),
    })),
    emails_by_team: [...groups(emails, ({ team }) => team)]
      .map(([team, of]) => ({ team, ...sides(of), unread: of.filter(isUnread).length }))
      .sort((a, b) => b.total - a.total || (a.team === null ? 1 : b.team === null ? -1 : order(a.team, b.team))),
    unread_count: { unread: all.filter(isUnread).length, unread_in_range: emails.filter(isUnread).length },
    top_senders: [
      ...groups(
        emails.filter(({ direction, from_email }) => direction === 'inbound' && from_email !== ''),
        ({ from_email }) => from_email,
      ),
    ]
      .map(([from_email, of]) => {
        const last = of.reduce((newest, email) =>
          email.at > newest.at || (email.at === newest.at && email.id > newest.id) ? email : newest,
        );
        return { from_email, from_name: last.from_name, emails: of.length, last_received_at: new Date(last.at).toISOString() };
      })
      .sort((a, b) => b.emails - a.emails || order(a.from_email, b.from_email))
      .slice(0, limit),
    daily_volume: [...dates].map(([date, of]) => ({ date, ...sides(of) })),
    emails_by_mailbox: mail.mailboxes
      .filter(({ id }) => !support_email_id || id === support_email_id)
      .map(({ id, email_address, display_name, removed }) => {
        const of = emails.filter((email) => email.support_email_id === id);
        return { removed, row: { support_email_id: id, email_address, display_name, ...sides(of), unread: of.filter(isUnread).length } };
      })
      .filter(({ removed, row }) => !removed || row.total > 0)
      .map(({ row }) => row)
      .sort((a, b) => b.total - a.total || order(a.email_address, b.email_address) || order(a.support_email_id, b.support_email_id)),
  };
}

/** An overview as it is compared: without its bounds, instants in one spelling. */
export function emailFiguresOf({ start_date: _start, end_date: _end, ...figures }: EmailDashboardOverviewDto): EmailFigures {
  return {
    ...figures,
    top_senders: figures.top_senders.map((sender) => ({ ...sender, last_received_at: new Date(sender.last_received_at).toISOString() })),
  };
}

const isUnread = ({ direction, is_read }: RawEmail) => direction === 'inbound' && !is_read;
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function groups<K>(emails: RawEmail[], keyOf: (email: RawEmail) => K): Map<K, RawEmail[]> {
  const found = new Map<K, RawEmail[]>();
  for (const email of emails) {
    const key = keyOf(email);
    const of = found.get(key);
    if (of) of.push(email);
    else found.set(key, [email]);
  }
  return found;
}

function datesOf(start: Date, end: Date, zone: string): string[] {
  const dateOf = (at: number) => DateTime.fromMillis(at, { zone }).toISODate()!;
  const found: string[] = [];
  const last = dateOf(end.getTime() - 1);
  for (let date = dateOf(start.getTime()); date <= last; date = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10))
    found.push(date);
  return found;
}
