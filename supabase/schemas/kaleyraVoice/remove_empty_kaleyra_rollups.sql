/*
 * Removes the rows that these facts brought to zero. ("offset 0": each is looked up in the index, whatever the planner thinks
 * of the tables' size; nobody else writes meanwhile, so a row's place is as good as its key.)
 */
create function public.remove_empty_kaleyra_rollups(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' set enable_seqscan = off as $$
begin
  delete from public.kaleyra_service_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.service is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_service_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service, e.status
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_status_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and status = k.status and calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.agent_number
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.agent_number is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_rollups
      where grain = k.grain and bucket = k.bucket and agent_number = k.agent_number and total_calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct e.agent_number, e.day, e.status
      from unnest(p_facts) e
      where e.agent_number is not null and e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_status_rollups
      where agent_number = k.agent_number and bucket = k.day and status = k.status and calls = 0 offset 0
    ) r));
end $$;
select public.grant_to_service('remove_empty_kaleyra_rollups');
