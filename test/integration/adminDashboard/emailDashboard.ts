import type pg from 'pg';
import type { TopSenderDto } from '../../../src/adminDashboard/dto/emailDashboard.dto.js';
import type { EmailFigures } from '../../support/emailFigures.js';

type Row = Record<string, never>;

/** Everything the dashboard says about a range, straight from the SQL functions. */
export async function askDashboard(
  on: pg.Pool | pg.Client,
  start: Date,
  end: Date,
  support_email_id?: string,
  limit = 10,
): Promise<EmailFigures> {
  const ask = async (name: string, values: unknown[] = []): Promise<Row[]> => {
    const places = [start, end, ...values, support_email_id ?? null].map((_, index) => `$${index + 1}`).join(', ');
    const { rows } = await on.query({
      name,
      text: `select to_jsonb(f) as row from public.${name}(${places}) f`,
      values: [start, end, ...values, support_email_id ?? null],
    });
    return rows.map(({ row }) => row as Row);
  };
  const [totals] = await ask('get_email_totals');
  const { unread, unread_in_range, open, pending, resolved, closed, spam, ...email_volume } = totals!;
  return {
    email_volume,
    status_breakdown: Object.entries({ open, pending, resolved, closed, spam }).map(([status, count]) => ({ status, count })),
    emails_by_team: await ask('get_emails_by_team'),
    unread_count: { unread, unread_in_range },
    top_senders: ((await ask('get_email_top_senders', [limit])) as unknown as TopSenderDto[]).map((sender) => ({
      ...sender,
      last_received_at: new Date(sender.last_received_at).toISOString(),
    })),
    daily_volume: await ask('get_email_daily_volume'),
    emails_by_mailbox: await ask('get_emails_by_mailbox'),
  } as unknown as EmailFigures;
}

/** What is kept but wrong; empty when all is exact. */
export async function verifyEmailRollups(on: pg.Pool | pg.Client): Promise<unknown[]> {
  return (await on.query('select * from public.verify_email_rollups()')).rows;
}

export async function setZone(on: pg.Pool, zone: string): Promise<void> {
  await on.query(
    `select public.configure_kaleyra_rollups($1, '{ANSWER,ANSWERED-A,ANSWERED-B}', '{ANSWER}', '{NOANSWER,BUSY,CANCEL,FAILED}')`,
    [zone],
  );
}
