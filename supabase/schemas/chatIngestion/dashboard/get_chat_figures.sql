/*
 * The figures of the chats of a range: in all (p_by 'all', always one row), per business day ('day', every date of the range has its row), provider,
 * team or agent; the columns that are not asked for are null. Messages count by their place in the conversation, cycles of conversations by their
 * beginning, whenever they were answered or resolved.
 *
 * inbound + outbound = messages; outbound = by_agents + by_app (typed on the business's own phone or in the provider's inbox) + automatic
 * = pending + sent + delivered + read + failed + cancelled. conversations = started (we wrote first) + unanswered + answered; answered is also the sum
 * of answered_…, by how long it took. resolved: of these conversations, those that are; the seconds are sums.
 */
create function public.get_chat_figures(
  p_start timestamptz, p_end timestamptz, p_by text default 'all', p_provider_id uuid default null, p_teams text[] default null
) returns table (
  date date, provider_id uuid, team text, agent_id uuid,
  messages bigint, inbound bigint, outbound bigint, by_agents bigint, by_app bigint, automatic bigint,
  pending bigint, sent bigint, delivered bigint, read bigint, failed bigint, cancelled bigint,
  conversations bigint, started bigint, unanswered bigint, answered bigint, answered_5m bigint, answered_15m bigint, answered_1h bigint, answered_4h bigint,
  answered_24h bigint, answered_later bigint, response_seconds bigint, resolved bigint, resolution_seconds bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text := public.business_zone();
  v_first date := (p_start at time zone v_zone)::date;
  v_last  date := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
begin
  if p_by = 'day' and v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with counted as (
    select c.day, c.provider_id, c.team, c.agent_id, c.figure, c.count, c.seconds
    from public.chat_range_facts(p_start, p_end, p_by = 'day') c
    where (p_provider_id is null or c.provider_id = p_provider_id) and (p_teams is null or c.team = any (p_teams))
    union all
    select v_first + n, null, null, null, null, 0, 0 from generate_series(0, v_last - v_first) n where p_by = 'day' and p_start < p_end
    union all
    select null, null, null, null, null, 0, 0 where p_by = 'all'
  ), summed as (
    select case when p_by = 'day' then c.day end as day, case when p_by = 'provider' then c.provider_id end as provider_id,
      case when p_by = 'team' then c.team end as team, case when p_by = 'agent' then c.agent_id end as agent_id, c.figure,
      sum(c.count)::bigint as count, sum(c.seconds)::bigint as seconds
    from counted c group by 1, 2, 3, 4, 5
  ), figures as (
    select s.day, s.provider_id, s.team, s.agent_id,
      coalesce(sum(s.count) filter (where s.figure = 'inbound'), 0)::bigint as inbound,
      coalesce(sum(s.count) filter (where s.figure = 'agent'), 0)::bigint as by_agents,
      coalesce(sum(s.count) filter (where s.figure = 'external_app'), 0)::bigint as by_app,
      coalesce(sum(s.count) filter (where s.figure = 'automatic'), 0)::bigint as automatic,
      coalesce(sum(s.count) filter (where s.figure = 'pending'), 0)::bigint as pending,
      coalesce(sum(s.count) filter (where s.figure = 'sent'), 0)::bigint as sent,
      coalesce(sum(s.count) filter (where s.figure = 'delivered'), 0)::bigint as delivered,
      coalesce(sum(s.count) filter (where s.figure = 'read'), 0)::bigint as read,
      coalesce(sum(s.count) filter (where s.figure = 'failed'), 0)::bigint as failed,
      coalesce(sum(s.count) filter (where s.figure = 'cancelled'), 0)::bigint as cancelled,
      coalesce(sum(s.count) filter (where s.figure = 'started'), 0)::bigint as started,
      coalesce(sum(s.count) filter (where s.figure = 'unanswered'), 0)::bigint as unanswered,
      coalesce(sum(s.count) filter (where s.figure like 'answered%'), 0)::bigint as answered,
      coalesce(sum(s.count) filter (where s.figure = 'answered_5m'), 0)::bigint as answered_5m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_15m'), 0)::bigint as answered_15m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_1h'), 0)::bigint as answered_1h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_4h'), 0)::bigint as answered_4h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_24h'), 0)::bigint as answered_24h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_later'), 0)::bigint as answered_later,
      coalesce(sum(s.seconds) filter (where s.figure like 'answered%'), 0)::bigint as response_seconds,
      coalesce(sum(s.count) filter (where s.figure = 'resolved'), 0)::bigint as resolved,
      coalesce(sum(s.seconds) filter (where s.figure = 'resolved'), 0)::bigint as resolution_seconds
    from summed s group by 1, 2, 3, 4
  )
  select f.day, f.provider_id, f.team, f.agent_id,
    f.inbound + f.by_agents + f.by_app + f.automatic, f.inbound, f.by_agents + f.by_app + f.automatic, f.by_agents, f.by_app, f.automatic,
    f.pending, f.sent, f.delivered, f.read, f.failed, f.cancelled,
    f.started + f.unanswered + f.answered, f.started, f.unanswered, f.answered, f.answered_5m, f.answered_15m, f.answered_1h, f.answered_4h,
    f.answered_24h, f.answered_later, f.response_seconds, f.resolved, f.resolution_seconds
  from figures f
  order by f.day, p_by = 'agent' and f.agent_id is null, f.inbound + f.by_agents + f.by_app + f.automatic desc, f.team collate "C" nulls last, f.provider_id, f.agent_id nulls last;
end $$;
select public.grant_to_service('get_chat_figures');
