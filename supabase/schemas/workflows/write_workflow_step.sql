/* Notes what became of a step; one that is done stays done. p_step: a row of workflow_steps, with next_in_ms for one that is tried again. */
create function public.write_workflow_step(p_step jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.workflow_steps as s (id, run_id, position, action, state, attempts, says, result, error_code, error_message, entity_type, entity_id, made_type,
    made_id, next_at)
  select n.id, n.run_id, n.position, n.action, n.state, coalesce(n.attempts, 1), coalesce(n.says, ''), coalesce(n.result, '{}'), n.error_code, left(n.error_message, 2000),
    n.entity_type, n.entity_id, n.made_type, n.made_id, coalesce(n.next_at, now() + n.next_in_ms * interval '1 millisecond')
  from jsonb_to_record(p_step) n (id uuid, run_id uuid, position text, action text, state text, attempts integer, says text, result jsonb, error_code text,
    error_message text, entity_type text, entity_id text, made_type text, made_id text, next_at timestamptz, next_in_ms bigint)
  on conflict (run_id, position) do update set state = excluded.state, attempts = excluded.attempts, says = excluded.says, result = excluded.result,
    error_code = excluded.error_code, error_message = excluded.error_message, made_type = excluded.made_type, made_id = excluded.made_id,
    next_at = excluded.next_at, at = excluded.at
  where s.state in ('retry', 'waiting');
$$;
select public.grant_to_service('write_workflow_step');
