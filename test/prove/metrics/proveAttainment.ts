import { WEEKDAYS } from '../../../src/common/businessTime/calendar.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import type { AttainedDto, SlaAttainmentDto, SlaClockDto, SlaClockPageDto, SlaCountDto } from '../../../src/slaConfig/dto/sla.dto.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { insertRow, makeCustomer, makeEmail, makeMailbox } from '../../support/factories/emails.js';
import { until } from '../../support/until.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

/** Something that a customer waited for; moments are minutes ago. */
interface Wait {
  id: string;
  kind: 'email' | 'ticket';
  team: string | null;
  began: number;
  answered: number | null;
  resolved: boolean;
  spam: boolean;
}
type Made = Pick<Wait, 'kind' | 'team' | 'began'>;

const TARGET = 30;
const TEAMS = ['billing', 'support', null];
const BY = ['policy', 'tier', 'team', 'agent', 'channel'] as const;
const OUTCOMES = ['met', 'late', 'missed', 'breached', 'running', 'cancelled'] as const;
type Outcome = (typeof OUTCOMES)[number];
const EMPTY: Record<Outcome, number> = { met: 0, late: 0, missed: 0, breached: 0, running: 0, cancelled: 0 };
/** What an outcome is called by the clocks. */
const STATES: Record<string, Outcome> = { at_risk: 'running', paused: 'running' };

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** E-mails and tickets wait, are answered, resolved or thrown away at random; what was promised is counted here as well, and compared. */
export async function proveAttainment({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    const { pool } = product.database;
    await product.token('agent');
    if (sabotage) await pool.query('alter table sla_clocks disable trigger keep_counts_insert');
    // A new calendar: changing the old one would leave it as it was for all that began before, and the proof to the time of day.
    const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, [['00:00', '24:00']]]));
    const always = await insertRow(pool, 'calendars', { name: 'Around the clock', hours: JSON.stringify(hours) });
    await pool.query(
      'update sla_policies set first_response_minutes = $1, next_response_minutes = 20, resolution_minutes = 200, calendar_id = $2',
      [TARGET, always.id],
    );
    const random = new Random(`attainment/${seed}`);
    const mailbox = await makeMailbox(pool);
    const customer = await makeCustomer(pool, 'waits@example.com');
    const [user] = (await pool.query<{ id: string }>('select id from auth.users limit 1')).rows;
    const agents = await Promise.all(['Asha', 'Ravi'].map((name) => insertRow(pool, 'agents', { name })));
    const make = async ({ kind, team, began }: Made): Promise<string> => {
      const assignee_id = random.pick([null, ...agents.map(({ id }) => id)]);
      if (kind === 'email') return String((await makeEmail(pool, mailbox, { team, assignee_id, received_at: ago(began) }))['thread_id']);
      const matter = { subject: 'Pump leaks', channel: 'manual', customer_id: customer.id, team, assignee_id };
      return (await insertRow(pool, 'tickets', { ...matter, created_at: ago(began) })).id;
    };
    const answer = ({ id, kind }: Wait, minutes: number) =>
      kind === 'email'
        ? makeEmail(pool, mailbox, {
            thread_id: id,
            direction: 'outbound',
            received_at: ago(minutes),
            sent_at: ago(minutes),
            created_by: user!.id,
          })
        : insertRow(pool, 'ticket_comments', {
            ticket_id: id,
            visibility: 'public',
            source: 'agent',
            body: 'Soon.',
            created_by: user!.id,
            created_at: ago(minutes),
          });
    const table = ({ kind }: Wait) => (kind === 'email' ? 'email_threads' : 'tickets');
    const mine: Wait[] = [];
    for (let step = 1; step <= steps; step++) {
      // Nothing comes so near to the target that the minutes of the proof could matter.
      const made: Made = { kind: random.pick(['email', 'ticket']), team: random.pick(TEAMS), began: random.pick([12, 50, 90, 150, 400]) };
      const wait: Wait = { ...made, id: await make(made), answered: null, resolved: false, spam: false };
      mine.push(wait);
      if (random.chance(0.6)) {
        wait.answered = random.chance(0.5) ? wait.began - 10 : Math.max(1, wait.began - 45);
        await answer(wait, wait.answered);
      }
      if (random.chance(0.3)) {
        wait.resolved = true;
        await pool.query(`update ${table(wait)} set status = 'resolved' where id = $1`, [wait.id]);
      } else if (wait.kind === 'email' && random.chance(0.15)) {
        wait.spam = true;
        await pool.query(`update email_threads set status = 'spam' where id = $1`, [wait.id]);
      }
      if (step % 20 === 0 || step === steps) await compare(product, mine, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

/** What became of the promise of a first answer. */
function outcomeOf({ began, answered, resolved }: Wait): Outcome {
  if (answered !== null) return began - answered <= TARGET ? 'met' : 'late';
  if (resolved) return began <= TARGET ? 'cancelled' : 'missed';
  return began <= TARGET ? 'running' : 'breached';
}

const told = (group: AttainedDto) => OUTCOMES.map((outcome) => group[outcome]);
function counted(outcomes: Outcome[]): number[] {
  const sum = { ...EMPTY };
  for (const outcome of outcomes) sum[outcome]++;
  return OUTCOMES.map((outcome) => sum[outcome]);
}

async function compare(product: TestApp, mine: Wait[], report: ModuleProofReport): Promise<void> {
  const same = (about: string, is_told: unknown, is_so: unknown) => {
    report.questions++;
    if (JSON.stringify(is_told) !== JSON.stringify(is_so))
      report.differences.push(`promises, ${about}: ${JSON.stringify(is_told)} is told, ${JSON.stringify(is_so)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  await until(
    async () => (await product.database.pool.query('select 1 from sla_stale limit 1')).rowCount,
    (left) => left === 0,
  );
  const clocks = await allClocks(get);
  const live = mine.filter(({ spam }) => !spam);
  const range = `range=custom&start_date=${ago(1000).toISOString()}&end_date=${new Date().toISOString()}`;
  const stateOf = ({ state }: SlaClockDto) => STATES[state] ?? (state as Outcome);
  for (const by of BY) {
    const { metrics, left_out } = await get<SlaAttainmentDto>(`/sla/attainment?${range}&by=${by}`);
    const spam = mine.length - live.length;
    same('left out', left_out, spam > 0 ? [{ reason: 'spam', items: spam }] : []);
    same('first answers', told(metrics[0]!), counted(live.map(outcomeOf)));
    for (const { metric, groups, ...all } of metrics) {
      const own = clocks.filter((clock) => clock.metric === metric);
      same(`${metric}, clocks`, all.clocks, own.length);
      same(`${metric}, all`, told(all), counted(own.map(stateOf)));
      same(`${metric}, decided`, all.decided, all.met + all.late + all.missed + all.breached);
      const sums = OUTCOMES.map((outcome) => groups.reduce((sum, group) => sum + group[outcome], 0));
      same(`${metric}, groups by ${by}`, sums, told(all));
      for (const group of groups) {
        const key = { policy: 'policy_id', tier: 'tier', team: 'team', agent: 'agent_id', channel: 'channel' }[by] as keyof SlaClockDto;
        same(`${metric} of ${by} ${group.key}`, told(group), counted(own.filter((clock) => clock[key] === group.key).map(stateOf)));
        if (by === 'team' && metric === 'first_response')
          same(`first answers of ${group.key}`, told(group), counted(live.filter(({ team }) => team === group.key).map(outcomeOf)));
        if (by === 'channel' && metric === 'first_response')
          same(`first answers by ${group.key}`, told(group), counted(live.filter(({ kind }) => kind === group.key).map(outcomeOf)));
      }
    }
  }
  for (const state of ['running', 'breached', 'met', 'late', 'missed'])
    same(
      `list of ${state}`,
      (await get<SlaClockPageDto>(`/sla/clocks?limit=1&state=${state}`)).total,
      clocks.filter((clock) => clock.state === state).length,
    );
  const waiting = await get<SlaCountDto[]>('/sla/counts');
  for (const state of ['running', 'at_risk', 'paused', 'breached'] as const)
    same(
      `badges of ${state}`,
      waiting.reduce((sum, count) => sum + count[state], 0),
      clocks.filter((clock) => clock.state === state).length,
    );
}

/** All pages of the list, which names every clock. */
async function allClocks(get: <T>(path: string) => Promise<T>): Promise<SlaClockDto[]> {
  const clocks: SlaClockDto[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const place = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page: SlaClockPageDto = await get<SlaClockPageDto>(`/sla/clocks?limit=100${place}`);
    clocks.push(...page.data);
    cursor = page.next_cursor;
  }
  return clocks;
}
