/*
 * Begins a pass of the router: one at a time over all nodes, until the transaction ends. Answers the moment, the policies and the agents; null
 * when another pass is under way and p_wait is false.
 */
create function public.begin_routing(p_wait boolean default false) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_agents jsonb;
  v_now    timestamptz;
begin
  if p_wait then
    perform pg_advisory_xact_lock(hashtextextended('routing', 0));
  elsif not pg_try_advisory_xact_lock(hashtextextended('routing', 0)) then
    return null;
  end if;
  -- Not the transaction's: whoever waited comes after those for whom he waited, and after all that is seen here.
  v_agents := public.get_routing_agents(clock_timestamp(),
    coalesce((select max(p.fair_limit_minutes) from public.routing_policies p where p.is_enabled) * interval '1 minute', interval '0'),
    exists (select from public.routing_policies p where p.is_enabled and p.strategy = 'most_idle'));
  v_now := clock_timestamp();
  return jsonb_build_object('now', extract(epoch from v_now) * 1000, 'at', v_now, 'policies', public.get_routing_policies(), 'agents', v_agents);
end $$;
select public.grant_to_service('begin_routing');
