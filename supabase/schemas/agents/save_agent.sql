/*
 * Creates an agent (p_id null) or changes one: its columns, all its skills {"hindi": 3} and all its teams, by key, where they are given. Who
 * stays in a team keeps the role there. Returns the id. Raises agent_not_found, stale_version, unknown_team.
 */
create function public.save_agent(
  p_id uuid, p_agent jsonb, p_skills jsonb default null, p_teams text[] default null, p_version integer default null
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_agent public.agents;
begin
  if p_id is not null then
    v_agent := public.lock_agent(p_id);
    if p_version <> v_agent.version then
      raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_agent.version);
    end if;
    v_agent := jsonb_populate_record(v_agent, p_agent);
    update public.agents set
      name = v_agent.name, phone_number = v_agent.phone_number, is_active = v_agent.is_active, user_id = v_agent.user_id, email = v_agent.email,
      employee_code = v_agent.employee_code, languages = v_agent.languages, capacity = v_agent.capacity, calendar_id = v_agent.calendar_id
    where id = p_id;
  else
    v_agent := jsonb_populate_record(null::public.agents, p_agent);
    insert into public.agents (name, phone_number, is_active, user_id, email, employee_code, languages, calendar_id)
    values (v_agent.name, v_agent.phone_number, coalesce(v_agent.is_active, true), v_agent.user_id, v_agent.email, v_agent.employee_code,
      coalesce(v_agent.languages, '{}'), v_agent.calendar_id)
    returning id into v_agent.id;
    update public.agents set capacity = v_agent.capacity where id = v_agent.id and v_agent.capacity is not null;
  end if;
  if p_skills is not null then
    delete from public.agent_skills where agent_id = v_agent.id and not p_skills ? skill;
    insert into public.agent_skills as s (agent_id, skill, level)
    select v_agent.id, key, value::integer from jsonb_each_text(p_skills)
    on conflict (agent_id, skill) do update set level = excluded.level where s.level <> excluded.level;
  end if;
  if p_teams is not null then
    if exists (select from unnest(p_teams) k where k not in (select key from public.teams)) then
      raise exception 'unknown_team' using errcode = 'P0422';
    end if;
    delete from public.team_members m using public.teams t where t.id = m.team_id and m.agent_id = v_agent.id and t.key <> all (p_teams);
    insert into public.team_members (team_id, agent_id) select id, v_agent.id from public.teams where key = any (p_teams) on conflict do nothing;
  end if;
  return v_agent.id;
end $$;
select public.grant_to_service('save_agent');
