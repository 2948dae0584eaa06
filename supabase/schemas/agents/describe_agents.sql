/* What is not in the rows of agents: skills {"hindi": 3}, keys of teams, how many items each channel has, and whether a socket of the user is open. */
create function public.describe_agents(p_ids uuid[])
returns table (agent_id uuid, skills jsonb, teams text[], load jsonb, is_connected boolean, connected_since timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_held text := (
    select string_agg(format('select %L::text as channel, h.agent_id from public.%I h where h.agent_id = any ($1)', s.channel, s.held), ' union all ')
    from public.agent_work_sources s where s.held is not null);
begin
  return query execute format($sql$
    with held as materialized (
      select h.agent_id, jsonb_object_agg(h.channel, h.items) as load
      from (select h.agent_id, h.channel, count(*) as items from (%s) h group by 1, 2) h group by 1
    )
    select a.id,
      coalesce((select jsonb_object_agg(s.skill, s.level order by s.skill) from public.agent_skills s where s.agent_id = a.id), '{}'),
      array(select t.key::text from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = a.id order by t.key),
      '{"email": 0, "chat": 0, "call": 0, "ticket": 0}' || coalesce(h.load, '{}'),
      coalesce(p.is_connected, false),
      case when p.is_connected then p.since end
    from unnest($1) a (id)
    left join held h on h.agent_id = a.id
    left join public.agent_presence p on p.agent_id = a.id
  $sql$, coalesce(v_held, 'select null::text as channel, null::uuid as agent_id where false')) using p_ids;
end $$;
select public.grant_to_service('describe_agents');
