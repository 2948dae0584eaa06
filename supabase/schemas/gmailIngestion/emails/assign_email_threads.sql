/* Writes who holds threads, which the caller has locked, on them and on their e-mails; null is nobody. What a person orders is noted. */
create function public.assign_email_threads(p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  if public.current_actor() is not null then
    perform public.log_activity('assign', 'email_threads', t.id::text,
      jsonb_build_object('assignee_id', t.assignee_id, 'team', t.team), jsonb_build_object('assignee_id', w.agent_id, 'team', coalesce(p_team, t.team)),
      p_note => p_note)
    from unnest(p_ids, p_agents) w (id, agent_id) join public.email_threads t on t.id = w.id
    where (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  end if;
  update public.email_threads t set assignee_id = w.agent_id, team = coalesce(p_team, t.team), version = t.version + 1, updated_at = now()
  from unnest(p_ids, p_agents) w (id, agent_id)
  where t.id = w.id and (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  update public.emails e set assignee_id = w.agent_id, team = coalesce(p_team, e.team), version = e.version + 1, updated_at = now()
  from unnest(p_ids, p_agents) w (id, agent_id)
  where e.thread_id = w.id and (e.assignee_id, e.team) is distinct from (w.agent_id, coalesce(p_team, e.team));
end $$;
select public.grant_to_service('assign_email_threads');
