import type pg from 'pg';
import type { EmailDashboardOverviewDto } from '../../../src/adminDashboard/dto/emailDashboard.dto.js';
import type { Random } from '../../../src/providers/sandbox/random.js';
import { emailFigures, emailFiguresOf, emailsOf, type RawMail, readMail } from '../../support/emailFigures.js';
import type { Product } from '../../support/product.js';
import { EmailStory } from './emailStory.js';
import { differences } from './figures.js';
import { randomRange } from './randomRange.js';

export interface EmailProofReport {
  email_steps: number;
  email_checks: number;
  email_questions: number;
  email_figures: number;
}

interface Given {
  product: Product;
  pool: pg.Pool;
  zone: string;
  stretch: { from: number; to: number };
  random: Random;
  steps: number;
  questions: number;
  /** Keeps the sums from being kept. */
  sabotage: boolean;
  report: EmailProofReport;
  note(about: string, found: string[]): void;
}

/** Random histories of e-mails, then random questions: dashboard = sum of its groups = brute force on the raw rows, and the rollups equal a rebuild. */
export async function proveEmails(given: Given): Promise<void> {
  const { pool, zone, random, report, note } = given;
  await pool.query('truncate support_emails cascade');
  if (given.sabotage) await pool.query('alter table emails disable trigger user');
  try {
    const story = await EmailStory.begin(pool, random, given.stretch, random.pick([5, 60, 2000]));
    for (let step = 0; step < given.steps; step++) {
      const kind = await story.step();
      report.email_steps++;
      const { rows } = await pool.query('select * from verify_email_rollups()');
      report.email_checks++;
      note(
        `e-mail rollups after step ${step} (${kind})`,
        rows.map((row) => JSON.stringify(row)),
      );
    }
    const mail = await readMail(pool, zone);
    for (let question = 0; question < given.questions; question++) {
      await ask(given, mail, random.chance(0.4) ? random.pick(story.mailboxes) : undefined);
    }
  } finally {
    if (given.sabotage) await pool.query('alter table emails enable trigger user');
  }
}

async function ask(
  { product, zone, stretch, random, report, note }: Given,
  mail: RawMail,
  support_email_id: string | undefined,
): Promise<void> {
  report.email_questions++;
  const range = randomRange(random, stretch);
  const [start, end] = [new Date(range.start), new Date(range.end)];
  const query = {
    range: 'custom',
    start_date: start.toISOString(),
    end_date: end.toISOString(),
    ...(support_email_id ? { support_email_id } : {}),
  };
  const get = async <T>(path: string, more: Record<string, string> = {}): Promise<T> => {
    const response = await fetch(`${product.api}/admin/dashboard/${path}?${new URLSearchParams({ ...query, ...more })}`, {
      headers: { authorization: `Bearer ${product.token}` },
    });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json() as Promise<T>;
  };
  const about = `e-mails ${JSON.stringify(query)}`;

  const figures = emailFiguresOf(await get<EmailDashboardOverviewDto>('overview'));
  const expected = emailFigures(mail, start, end, zone, { support_email_id });
  report.email_figures += JSON.stringify(expected).match(/:\d+/g)?.length ?? 0;
  note(`${about} overview`, differences(figures, expected));

  const limit = random.pick([1, 7, 50]);
  const senders = await get<EmailDashboardOverviewDto['top_senders']>('top-senders', { limit: String(limit) });
  note(
    `${about} top ${limit}`,
    differences(
      senders.map(({ from_email, emails }) => ({ from_email, emails })),
      emailFigures(mail, start, end, zone, { support_email_id, limit }).top_senders.map(({ from_email, emails }) => ({
        from_email,
        emails,
      })),
    ),
  );

  // What a list of the same e-mails, or its CSV, holds: their totals are to be compared with this one.
  const { length: total } = emailsOf(mail, start, end, support_email_id);
  const { email_volume: volume } = figures;
  note(
    `${about} sums`,
    differences(
      {
        directions: volume.inbound + volume.outbound,
        kinds: volume.messages + volume.auto_replies + volume.bounces + volume.lists + volume.loops,
        statuses: sum(figures.status_breakdown.map(({ count }) => count)),
        days: sum(figures.daily_volume.map((day) => day.total)),
        teams: sum(figures.emails_by_team.map((team) => team.total)),
        mailboxes: sum(figures.emails_by_mailbox.map((mailbox) => mailbox.total)),
        unread: sum(figures.emails_by_team.map((team) => team.unread)),
      },
      {
        directions: total,
        kinds: total,
        statuses: total,
        days: total,
        teams: total,
        mailboxes: total,
        unread: figures.unread_count.unread_in_range,
      },
    ),
  );
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
