import type { LeadDto, LeadStatsDto } from '../../../src/leads/dto/lead.dto.js';
import type { StatsCountDto } from '../../../src/common/list/stats.dto.js';
import { LEAD, LEAD_STAGES } from '../../../src/leads/leads.states.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { VIDEO_CALL, VIDEO_CALL_WAY } from '../../../src/videoCallLeads/videoCallLeads.states.js';
import type { VideoCallLeadDto, VideoCallLeadStatsDto } from '../../../src/videoCallLeads/dto/videoCallLead.dto.js';
import type { YoutubeLeadStatsDto } from '../../../src/youtubeLeads/dto/youtubeLead.dto.js';
import { YOUTUBE_INTENTS } from '../../../src/youtubeLeads/youtubeIntent.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

/** Leads, video calls and comments take random steps; now and then statistics, funnel, list and CSV are compared with the rows. */
export async function proveLeads({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    await product.token('admin');
    if (sabotage) await product.database.pool.query('alter table leads disable trigger keep_counts_update');
    const random = new Random(`leads/${seed}`);
    const things = { leads: [] as string[], calls: [] as string[] };
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, things);
      if (step % 20 === 0 || step === steps) await compare(product, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

async function takeStep(product: TestApp, random: Random, { leads, calls }: { leads: string[]; calls: string[] }): Promise<void> {
  const kind = random.weighted([
    ['lead', 5],
    ['act', 6],
    ['wish', 3],
    ['call', 3],
    ['comment', 2],
    ['delete', 1],
    ['team', 2],
  ] as const);
  const customer = { email: `prove-${random.int(1, 40)}@example.com` };
  const money = { value_minor: random.int(0, 9_000_000), currency: random.pick(['INR', 'INR', 'USD']) };
  const matter = random.pick(['Solar pump', 'Sprayer', 'Maize seed']);
  if (kind === 'lead' || leads.length === 0) {
    const body = {
      customer,
      matter,
      property: random.pick(['pumps', '']),
      ...random.pick([{}, { team: 'sales' }, { team: 'field' }]),
      source: random.pick(['phone', 'website', 'referral']),
      ...money,
    };
    const lead = (await product.call<LeadDto>('POST', '/leads', { body })).body;
    leads.push(lead.id);
    return;
  }
  const lead = random.pick(leads);
  // Many are refused: what is refused changes no figure either.
  if (kind === 'act')
    await product.call('POST', `/leads/${lead}/actions`, { body: { action: random.pick([...LEAD.actions]), note: 'because' } });
  if (kind === 'team') await product.call('PATCH', `/leads/${lead}`, { body: { team: random.pick(['sales', 'field', null]) } });
  if (kind === 'delete') await product.call('DELETE', `/leads/${lead}`);
  if (kind === 'comment') {
    const body = {
      video_id: 'provevideo1',
      author_id: `UC-${random.int(1, 9)}`,
      comment: 'Hello',
      intent: random.pick([...YOUTUBE_INTENTS]),
    };
    await product.call('POST', '/youtube-leads', { body });
  }
  if (kind === 'wish') {
    const { rows } = await product.database.pool.query<{ customer_id: string }>('select customer_id from leads where id = $1', [lead]);
    const body = { customer_id: rows[0]!.customer_id, source: 'phone', interest: matter, ...money };
    calls.push((await product.call<VideoCallLeadDto>('POST', '/video-call-leads', { body })).body.id);
  }
  if (kind === 'call' && calls.length > 0)
    // A slot is no matter of figures.
    await product.database.pool.query('update video_call_leads set status = $2, outcome = $3 where id = $1 and status <> $4', [
      random.pick(calls),
      random.pick(VIDEO_CALL.states.filter((status) => status === 'completed' || status === 'cancelled')),
      random.pick(['bought', 'interested', null]),
      'completed',
    ]);
}

async function compare(product: TestApp, report: ModuleProofReport): Promise<void> {
  const rows = async (text: string) => (await product.database.pool.query(text)).rows as Record<string, unknown>[];
  const same = (about: string, found: unknown, expected: unknown) => {
    report.questions++;
    const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
    if (one !== other) report.differences.push(`${about}: ${one} instead of ${other}`);
  };
  for (const { path, table, way, groups } of [
    { path: '/leads', table: 'leads', way: LEAD_STAGES, groups: ['status', 'source', 'property', 'team'] },
    { path: '/video-call-leads', table: 'video_call_leads', way: VIDEO_CALL_WAY, groups: ['status', 'outcome', 'source', 'team'] },
    { path: '/youtube-leads', table: 'youtube_leads', way: [], groups: ['status', 'intent', 'source_state', 'video_id', 'team'] },
  ]) {
    const all = await rows(`select * from ${table} where deleted_at is null`);
    const { body: stats } = await product.call<LeadStatsDto | VideoCallLeadStatsDto | YoutubeLeadStatsDto>('GET', `${path}/stats`);
    const { body: page } = await product.call<{ total: number }>('GET', `${path}?limit=1`);
    const csv = (await product.call('GET', `${path}?format=csv`)).text.trimEnd().split('\r\n').length - 1;
    same(`${table}: totals`, [stats.total, page.total, csv], [all.length, all.length, all.length]);
    for (const group of groups) {
      const told = (stats as unknown as Record<string, StatsCountDto[]>)[`by_${group}`]!.filter(({ count }) => count > 0);
      same(
        `${table}: by ${group}`,
        told.map(({ value, count }) => `${value} ${count}`).sort(),
        counted(all.map((row) => String(row[group]))),
      );
    }
    same(`${table}: kept counts`, await rows(`select * from verify_kept_counts('public.${table}')`), []);
    if (!('funnel' in stats)) continue;
    const worth = (some: typeof all) => {
      const sums = new Map<string, number>();
      for (const { currency, value_minor } of some) sums.set(String(currency), (sums.get(String(currency)) ?? 0) + Number(value_minor));
      return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([currency, value_minor]) => ({ currency, value_minor }));
    };
    same(`${table}: worth`, stats.amounts, worth(all));
    const expected = way.map((stage, place) => {
      const those = all.filter(({ reached }) => way.indexOf(reached as never) >= place);
      return { stage, count: those.length, amounts: worth(those) };
    });
    same(`${table}: funnel`, stats.funnel, expected);
  }
}

function counted(values: string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${value} ${count}`).sort();
}
