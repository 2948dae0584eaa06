/*
 * A worker lets go of a run: it waits until p_next_at (p_waits: for a wait; cancelled by what p_cancel_on names), or it has ended. What was cancelled
 * meanwhile stays so. Returns the state; null when it had ended already.
 */
create function public.settle_workflow_run(p_run_id uuid, p_next_at timestamptz, p_waits boolean, p_cancel_on text[]) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_state  text;
  v_failed integer;
begin
  select count(*) into v_failed from public.workflow_steps s where s.run_id = p_run_id and s.state = 'failed';
  update public.workflow_runs r set
    state = case when p_next_at is null and v_failed > 0 then 'partial' when p_next_at is null then 'done' when p_waits then 'waiting' else 'running' end,
    reason = case when p_next_at is null and v_failed > 0 then v_failed || case when v_failed = 1 then ' step' else ' steps' end || ' failed.' else '' end,
    cancel_on = case when p_waits then p_cancel_on else '{}' end,
    waiting_since = case when p_waits then coalesce(r.waiting_since, clock_timestamp()) end,
    next_at = p_next_at, lease_until = null, finished_at = case when p_next_at is null then clock_timestamp() end
  where r.id = p_run_id and r.state in ('running', 'waiting')
  returning r.state into v_state;
  if v_state = 'partial' then
    -- A failure that only a list knows is known to nobody.
    perform public.notify(jsonb_build_object('module', 'workflows', 'type', 'workflow_failed', 'title', 'A rule could not do all it should: ' || w.name,
      'body', 'The run says which step failed and why; it can be retried.', 'entity_type', 'workflow', 'entity_id', w.id::text,
      'dedupe_key', concat_ws(':', 'workflow_failed', w.id, to_char(now(), 'YYYY-MM-DD'))))
    from public.workflow_runs r join public.workflows w on w.id = r.workflow_id where r.id = p_run_id;
  end if;
  return v_state;
end $$;
select public.grant_to_service('settle_workflow_run');
