/* What an agent has over capacity: [{"channel" or null for all, "open", "limit"}]; nothing when all is well. */
create function public.agent_warnings(p_agent_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('channel', w.channel, 'open', w.open, 'limit', w.most) order by w.channel nulls last), '[]')
  from public.agents a
  join public.describe_agents(array[p_agent_id]) d on d.agent_id = a.id
  cross join lateral (
    select l.key as channel, l.value::integer as open, (a.capacity -> l.key ->> 'limit')::numeric as most from jsonb_each_text(d.load) l
    union all
    select null, sum(l.value::integer * coalesce((a.capacity -> l.key ->> 'weight')::numeric, 1)), (a.capacity ->> 'total')::numeric from jsonb_each_text(d.load) l
  ) w
  where a.id = p_agent_id and w.open > w.most
$$;
select public.grant_to_service('agent_warnings');
