import type { CallDashboardOverviewDto } from '../../src/kaleyraVoice/dto/callDashboard.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp({ sandbox: { rows_per_day: 40, days_back: 3 } });
  expect((await product.call('POST', '/calls/sync', { body: {} })).status).toBe(200);
});
afterAll(() => product.close());

const DAY_MS = 86_400_000;
const date = (days_ago: number) => new Date(Date.now() - days_ago * DAY_MS).toISOString().slice(0, 10);
const range = `range=custom&start_date=${date(3)}&end_date=${date(0)}`;
const ask = async <T>(part: string) => (await product.call<T>('GET', `/calls/dashboard/${part}?${range}`)).body;

describe('GET /calls/dashboard/overview', () => {
  it('says what its parts say one by one', async () => {
    const overview = await ask<CallDashboardOverviewDto>('overview');
    expect(overview.call_volume.total).toBeGreaterThan(0);
    expect(overview.agent_stats.length).toBeGreaterThan(0);
    expect(overview).toMatchObject({
      call_volume: await ask('call-volume'),
      agent_stats: await ask('agent-stats'),
      daily_volume: await ask('daily-volume'),
      status_breakdown: await ask('status-breakdown'),
    });
    const [run] = (await product.database.pool.query<{ finished_at: Date }>('select finished_at from kaleyra_sync_runs')).rows;
    expect(new Date(overview.last_synced_at!)).toEqual(run!.finished_at);
  });

  it('has empty lists where there is nothing', async () => {
    const { body } = await product.call('GET', '/calls/dashboard/overview?start_date=2001-01-01T00:00:00Z&end_date=2001-01-01T01:00:00Z');
    expect(body).toMatchObject({ call_volume: { total: 0 }, agent_stats: [], status_breakdown: [] });
  });

  // Every function is replaced by one that answers, as its figures, when its statement began: only parts of one statement agree, and
  // only they see the same rows whatever commits in between.
  it('is one statement, so that no sync can come in between its parts', async () => {
    const began = `(extract(epoch from statement_timestamp()) * 1000000)::bigint`;
    await product.database.pool.query(`
      create or replace function get_kaleyra_last_synced_at() returns timestamptz language sql stable as 'select statement_timestamp()';
      do $do$
      declare f record;
      begin
        for f in select p.proname, pg_get_function_result(p.oid) as result, array_to_string(array(
            select case t.typname when 'int8' then '${began}' when 'text' then '''''' else 'current_date' end
            from unnest(p.proallargtypes, p.proargmodes) with ordinality a (type, mode, place) join pg_type t on t.oid = a.type
            where a.mode = 't' order by a.place), ', ') as figures
          from pg_proc p where p.proname in ('get_kaleyra_call_volume', 'get_kaleyra_agent_stats', 'get_kaleyra_daily_volume',
            'get_kaleyra_status_breakdown')
        loop
          execute format('create or replace function %I(p_start timestamptz, p_end timestamptz) returns %s language sql stable as %L',
            f.proname, f.result, 'select ' || f.figures);
        end loop;
      end $do$`);
    const overview = await ask<CallDashboardOverviewDto>('overview');
    const moment = overview.call_volume.total;
    expect(moment).toBeGreaterThan(1e15);
    expect(overview.agent_stats[0]!.total_calls).toBe(moment);
    expect(overview.daily_volume[0]!.total).toBe(moment);
    expect(overview.status_breakdown[0]!.count).toBe(moment);
    expect(Math.abs(Date.parse(overview.last_synced_at!) - moment / 1000)).toBeLessThan(1);
  });
});
