/*
 * Takes the item that comes first of what the agent may take: of his teams, his languages and his skills, of p_channel when it is given. Returns
 * as assign_items does; no row when there is none.
 */
create function public.claim_next(p_agent_id uuid, p_channel text, p_lease_until timestamptz) returns table (entity_type text, entity_id uuid, assignment_id uuid)
language plpgsql security definer set search_path = '' as $$
declare
  v_teams     text[] := array(select t.key from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id);
  v_languages text[] := (select languages from public.agents where id = p_agent_id);
  v_item      record;
  v_result    record;
  v_busy      boolean;
begin
  -- The router holds what it looks at for a moment: that is not to say that nothing waits.
  for v_try in 1..25 loop
    v_busy := false;
    for v_item in
      select q.entity_type, q.id as entity_id from public.assignment_queue q
      where q.parked is null and (p_channel is null or q.channel = p_channel) and (q.team is null or q.team = any (v_teams))
        and (q.language is null or v_languages = '{}' or q.language = any (v_languages))
        and not exists (
          select from jsonb_to_recordset(q.skills) w (skill text, level integer)
          where not exists (select from public.agent_skills s where s.agent_id = p_agent_id and s.skill = w.skill and s.level >= w.level))
      order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id
      limit 20
    loop
      -- One that others are taking is left to them.
      select * into v_result from public.assign_items(v_item.entity_type,
        jsonb_build_array(jsonb_build_object('id', v_item.entity_id, 'agent_id', p_agent_id, 'reason', 'took the next')), 'claim', p_lease_until => p_lease_until);
      if v_result.outcome = 'assigned' then
        return query select v_item.entity_type, v_item.entity_id, v_result.assignment_id;
        return;
      end if;
      v_busy := v_busy or v_result.outcome = 'busy';
    end loop;
    exit when not v_busy;
    perform pg_sleep(0.02);
  end loop;
end $$;
select public.grant_to_service('claim_next');
