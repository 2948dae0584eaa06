import { Random } from '../../src/providers/sandbox/random.js';
import type { EmailDashboardOverviewDto } from '../../src/adminDashboard/dto/emailDashboard.dto.js';
import { EmailStory } from '../prove/metrics/emailStory.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { emailFigures, type EmailFigures, emailFiguresOf, readMail } from '../support/emailFigures.js';

const ZONE = 'Asia/Kolkata';
const DATES = 'range=custom&start_date=2026-02-03&end_date=2026-02-20';
const START = new Date('2026-02-02T18:30:00Z');
const END = new Date('2026-02-20T18:30:00Z');

let product: TestApp;
let story: EmailStory;
beforeAll(async () => {
  product = await startTestApp({ sandbox: { rows_per_day: 10, days_back: 1 } });
  story = await EmailStory.begin(product.database.pool, new Random('dashboard'), {
    from: Date.parse('2026-02-01'),
    to: Date.parse('2026-02-25'),
  });
  for (let page = 0; page < 8; page++) await story.arrive(product.database.pool, 50);
});
afterAll(() => product.close());

const get = <T>(path: string, as: 'supervisor' | 'agent' | 'viewer' | null = 'supervisor') =>
  product.call<T>('GET', `/admin/dashboard/${path}`, { as });
const byHand = async (support_email_id?: string, limit?: number) =>
  emailFigures(await readMail(product.database.pool, ZONE), START, END, ZONE, { support_email_id, limit });

const PARTS: [string, (figures: EmailFigures) => unknown][] = [
  ['email-volume', ({ email_volume }) => email_volume],
  ['emails-by-team', ({ emails_by_team }) => emails_by_team],
  ['unread-count', ({ unread_count }) => unread_count],
  ['daily-volume', ({ daily_volume }) => daily_volume],
  ['emails-by-mailbox', ({ emails_by_mailbox }) => emails_by_mailbox],
];

describe('the e-mail dashboard', () => {
  it('shows in one answer what a count over all e-mails gives', async () => {
    const { status, body } = await get<EmailDashboardOverviewDto>(`overview?${DATES}`);
    expect(status).toBe(200);
    const figures = emailFiguresOf(body);
    expect(figures).toEqual(await byHand());
    expect([body.start_date, body.end_date]).toEqual([START.toISOString(), END.toISOString()]);
    expect(figures.email_volume.total).toBeGreaterThan(200);
    expect(figures.emails_by_team.map(({ team }) => team)).toContain(null);
  });

  it.each(PARTS)('answers %s alone, for all mailboxes and for one', async (path, partOf) => {
    expect(await get(`${path}?${DATES}`)).toMatchObject({ status: 200, body: partOf(await byHand()) });
    const mailbox = story.mailboxes[1]!;
    expect(await get(`${path}?${DATES}&support_email_id=${mailbox}`)).toMatchObject({ status: 200, body: partOf(await byHand(mailbox)) });
  });

  it('answers as many top senders as asked for', async () => {
    const { status, body } = await get<EmailFigures['top_senders']>(`top-senders?${DATES}&limit=3`);
    expect(status).toBe(200);
    expect(body.map(({ from_email, emails }) => [from_email, emails])).toEqual(
      (await byHand(undefined, 3)).top_senders.map(({ from_email, emails }) => [from_email, emails]),
    );
    expect((await get<unknown[]>(`top-senders?${DATES}`)).body).toHaveLength(10);
  });

  it('means today without a range, and has nothing for a mailbox that is not there', async () => {
    const today = await get<EmailDashboardOverviewDto>('overview');
    expect(today.body.email_volume.total).toBe(0);
    expect(today.body.daily_volume).toHaveLength(1);
    expect(today.body.unread_count.unread).toBe((await byHand()).unread_count.unread);
    const nowhere = await get<EmailDashboardOverviewDto>(`overview?${DATES}&support_email_id=7c9e6f0a-1111-4222-8333-444455556666`);
    expect(nowhere.body).toMatchObject({ email_volume: { total: 0 }, emails_by_mailbox: [], top_senders: [], emails_by_team: [] });
  });

  it.each([
    ['range=week', 'range'],
    ['range=custom&start_date=2026-02-01', 'end_date'],
    ['start_date=2026-02-30&end_date=2026-03-01', 'start_date'],
    ['range=7d&start_date=2026-02-01', 'start_date'],
    ['start_date=2020-01-01&end_date=2026-01-01', 'end_date'],
    ['support_email_id=one', 'support_email_id'],
    ['team=billing', 'team'],
  ])('refuses %s, naming the field', async (query, field) => {
    for (const path of ['overview', ...PARTS.map(([part]) => part), 'top-senders']) {
      const { status, body } = await get<{ code: string; details: { field: string }[] }>(`${path}?${query}`);
      expect([path, status, body.code, body.details[0]!.field]).toEqual([path, 400, 'validation_failed', field]);
    }
  });

  it.each(['0', '51', 'ten', '2.5'])('refuses %s as a number of senders', async (limit) => {
    expect(await get(`top-senders?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', details: [{ field: 'limit' }] },
    });
  });

  it('is for supervisors and viewers, not for agents', async () => {
    for (const path of ['overview', ...PARTS.map(([part]) => part), 'top-senders']) {
      expect([
        path,
        (await get(path)).status,
        (await get(path, 'viewer')).status,
        (await get(path, 'agent')).status,
        (await get(path, null)).status,
      ]).toEqual([path, 200, 200, 403, 401]);
    }
  });
});
