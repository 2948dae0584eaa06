import { AGRI_CONSULTATION, OUTCOMES, QUERY_TYPES } from '../../../src/agriConsultancy/agriConsultancy.states.js';
import type {
  AgriConsultationDto,
  AgriConsultationPageDto,
  AgriSeasonDto,
  AgriStatsDto,
} from '../../../src/agriConsultancy/dto/agriConsultation.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

const COLUMNS = ['status', 'season', 'crop', 'query_type', 'outcome', 'team'] as const;

/** Consultations take random steps; now and then every figure is compared with the rows, the list and its CSV. */
export async function proveAgri({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    await product.token('admin');
    if (sabotage) await product.database.pool.query('alter table agri_consultations disable trigger keep_counts_update');
    const random = new Random(`agri/${seed}`);
    const ids: string[] = [];
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, ids);
      if (step % 20 === 0 || step === steps) await compare(product, random, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

async function takeStep(product: TestApp, random: Random, ids: string[]): Promise<void> {
  const kind = random.weighted([
    ['create', 5],
    ['advise', 4],
    ['act', 5],
    ['change', 3],
    ['remove', 1],
  ] as const);
  const asked_on = () => `202${random.int(5, 7)}-${String(random.int(1, 12)).padStart(2, '0')}-15`;
  if (kind === 'create' || ids.length === 0) {
    const body = {
      crop: random.pick(['Cotton', 'cotton', 'wheat', 'rice']),
      query_type: random.pick([...QUERY_TYPES]),
      team: random.pick([null, 'agronomy', 'field']),
      asked_on: asked_on(),
    };
    ids.push((await product.call<AgriConsultationDto>('POST', '/agri-consultancy', { body })).body.id);
    return;
  }
  const path = `/agri-consultancy/${random.pick(ids)}`;
  // Many are refused: what is refused changes no figure either.
  if (kind === 'advise') await product.call('POST', `${path}/advice`, { body: { words: 'Wait.' } });
  if (kind === 'act')
    await product.call('POST', `${path}/actions`, { body: { action: random.pick([...AGRI_CONSULTATION.actions]), note: 'because' } });
  if (kind === 'change')
    await product.call('PATCH', path, { body: random.chance(0.5) ? { outcome: random.pick([...OUTCOMES]) } : { asked_on: asked_on() } });
  if (kind === 'remove') await product.call('DELETE', path);
}

async function compare(product: TestApp, random: Random, report: ModuleProofReport): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string) => (await product.call<T>('GET', path)).body;
  const rows = async <T extends object>(sql: string) => (await product.database.pool.query<T>(sql)).rows;
  for (const [filter, where] of [
    ['', 'true'],
    ['season=rabi', `season = 'rabi'`],
    ['crop=Cotton', `crop = 'cotton'`],
    [`query_type=${random.pick([...QUERY_TYPES])}`, null],
    ['season_year=2026&team=agronomy', `season_year = 2026 and team = 'agronomy'`],
    ['asked_from=2026-01-01', `asked_on >= '2026-01-01'`],
  ] as const) {
    const meets = where ?? `query_type = '${filter.split('=')[1]}'`;
    const all = `from agri_consultations where deleted_at is null and ${meets}`;
    const [{ total }] = (await rows<{ total: number }>(`select count(*)::int as total ${all}`)) as [{ total: number }];
    const about = `consultations ${filter}`;
    const stats = await get<AgriStatsDto>(`/agri-consultancy/stats?${filter}`);
    same(`${about}: stats total`, stats.total, total);
    same(`${about}: list total`, (await get<AgriConsultationPageDto>(`/agri-consultancy?limit=1&${filter}`)).total, total);
    const csv = await product.call('GET', `/agri-consultancy?${filter}`, { headers: { accept: 'text/csv' } });
    same(`${about}: CSV lines`, csv.text.trim().split('\r\n').length - 1, total);
    for (const column of COLUMNS)
      same(
        `${about}: by ${column}`,
        stats[`by_${column}`].flatMap(({ value, count }) => (count > 0 ? [`${value} ${count}`] : [])).sort(),
        (await rows<{ line: string }>(`select coalesce(${column}, 'null') || ' ' || count(*) as line ${all} group by ${column}`))
          .map(({ line }) => line)
          .sort(),
      );
  }
  const seasons = await get<AgriSeasonDto[]>('/agri-consultancy/stats/seasons');
  const counts = OUTCOMES.map((outcome) => `count(*) filter (where outcome = '${outcome}')`).join();
  same(
    'seasons',
    seasons
      .map(({ season_year, season, crop, query_type, count, advised, average_advise_seconds, ...of }) =>
        [
          season_year,
          season,
          crop,
          query_type,
          count,
          advised,
          average_advise_seconds ?? '-',
          ...OUTCOMES.map((outcome) => of[outcome]),
        ].join(),
      )
      .sort(),
    (
      await rows<{ line: string }>(
        `select concat_ws(',', season_year, season, crop, query_type, count(*), count(advised_at),
           coalesce(round(avg(advise_seconds) filter (where advised_at is not null))::text, '-'), ${counts}) as line
         from agri_consultations where deleted_at is null group by season_year, season, crop, query_type`,
      )
    )
      .map(({ line }) => line)
      .sort(),
  );
}
