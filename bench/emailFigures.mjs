// The e-mail dashboard's overview, asked of the product, and the same worked out from the raw rows.

/** @typedef {import('./figures.mjs').Range} Range */
/** @typedef {import('./figures.mjs').Database} Database */

/** The product's figures, by the statement behind GET /admin/dashboard/overview. @param {Database} database @param {Range} range */
export async function ourEmailFigures(database, { start, end }) {
  const [{ figures }] = (await database.query('select public.get_email_overview($1, $2) as figures', [start, end])).rows;
  for (const sender of figures.top_senders) sender.last_received_at = new Date(sender.last_received_at);
  return { ...figures, totals: [figures.totals] };
}

const IN_RANGE = 'received_at >= $1 and received_at < $2 and deleted_at is null';

/** The plain statements. Each is told the range; the unread ones of all times do not need it. */
const PLAIN = {
  groups: `select support_email_id, team, direction, kind, status, is_read, count(*)::integer as emails from public.emails where ${IN_RANGE} group by 1, 2, 3, 4, 5, 6`,
  days: `
    select (received_at at time zone 'Asia/Kolkata')::date::text as date, count(*) filter (where direction = 'inbound') as inbound,
      count(*) filter (where direction = 'outbound') as outbound, count(*) as total
    from public.emails where ${IN_RANGE} group by 1 order by 1`,
  senders: `
    select s.from_email, n.from_name, s.emails, s.last_received_at
    from (
      select from_email, count(*) as emails, max(received_at) as last_received_at
      from public.emails where ${IN_RANGE} and direction = 'inbound' and from_email <> ''
      group by 1 order by 2 desc, 1 limit 10
    ) s
    cross join lateral (
      select e.from_name from public.emails e
      where e.from_email = s.from_email and e.received_at = s.last_received_at and e.direction = 'inbound' and e.deleted_at is null order by e.id desc limit 1
    ) n
    order by s.emails desc, s.from_email`,
};
const UNREAD = `select count(*)::integer as unread from public.emails where direction = 'inbound' and not is_read and deleted_at is null`;

/** What they may lean on; dropped again, so that nothing else does. */
export const FOR_PLAIN_EMAILS = `
  create index bench_emails_by_time on public.emails (received_at) include (support_email_id, team, direction, kind, status, is_read, from_email) where deleted_at is null;
  create index bench_emails_unread on public.emails (id) where direction = 'inbound' and not is_read and deleted_at is null;
  create statistics bench_email_day on ((received_at at time zone 'Asia/Kolkata')::date) from public.emails;
  analyze public.emails;`;
export const PLAIN_EMAILS_NO_LONGER = `
  drop index if exists bench_emails_by_time;
  drop index if exists bench_emails_unread;
  drop statistics if exists bench_email_day`;

/** The same by plain aggregates, in the shape of ours. @param {Database} database @param {Range} range */
export async function plainEmailFigures(database, { start, end }) {
  const rows = async (/** @type {string} */ text) => (await database.query(text, [start, end])).rows;
  const [groups, daily_volume, top_senders] = [await rows(PLAIN.groups), await rows(PLAIN.days), await rows(PLAIN.senders)];
  const [{ unread }] = (await database.query(UNREAD)).rows;
  const mailboxes = (await database.query('select id, email_address, display_name from public.support_emails')).rows;
  const sum = (/** @type {(row: any) => unknown} */ holds) => groups.reduce((total, row) => total + (holds(row) ? row.emails : 0), 0);
  const isUnread = (/** @type {any} */ row) => row.direction === 'inbound' && !row.is_read;
  const sides = (/** @type {(row: any) => boolean} */ holds) => ({
    inbound: sum((row) => holds(row) && row.direction === 'inbound'),
    outbound: sum((row) => holds(row) && row.direction === 'outbound'),
    total: sum(holds),
    unread: sum((row) => holds(row) && isUnread(row)),
  });
  const all = sides(() => true);
  const named = (/** @type {'kind' | 'status'} */ column, /** @type {string} */ value) => sum((row) => row[column] === value);
  const teams = [...new Set(groups.map(({ team }) => team))];
  const order = (/** @type {string | null} */ a, /** @type {string | null} */ b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);
  return {
    totals: [
      {
        total: all.total,
        inbound: all.inbound,
        outbound: all.outbound,
        unread,
        unread_in_range: all.unread,
        messages: named('kind', 'message'),
        auto_replies: named('kind', 'auto_reply'),
        bounces: named('kind', 'bounce'),
        lists: named('kind', 'list'),
        loops: named('kind', 'loop'),
        open: named('status', 'open'),
        pending: named('status', 'pending'),
        resolved: named('status', 'resolved'),
        closed: named('status', 'closed'),
        spam: named('status', 'spam'),
      },
    ],
    emails_by_team: teams
      .map((team) => ({ team, ...sides((row) => row.team === team) }))
      .sort((a, b) => b.total - a.total || order(a.team, b.team)),
    top_senders,
    daily_volume,
    emails_by_mailbox: mailboxes
      .map(({ id, email_address, display_name }) => ({
        support_email_id: id,
        email_address,
        display_name,
        ...sides((row) => row.support_email_id === id),
      }))
      .sort((a, b) => b.total - a.total || order(a.email_address, b.email_address)),
  };
}
