/*
 * What came of looking at some things, as one. p_runs: rows of workflow_runs; an id is made of rule and cause, so the same cause makes no second run.
 * p_counts: [{"workflow_id", "evaluated", "matched"}]. p_samples: rows of workflow_evaluations. p_swept: rules that go by the time and are done up to
 * then, [{"workflow_id", "until"}]. Returns how many runs there are now that were not there before.
 */
create function public.record_workflow_matches(p_runs jsonb, p_counts jsonb, p_samples jsonb, p_swept jsonb default '[]') returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_new integer := 0;
begin
  if p_runs <> '[]' then
    insert into public.workflow_runs (id, workflow_id, workflow_version, entity_type, entity_id, customer_id, cause, event, event_at, depth, caused_by, why,
      input, state, reason, next_at, finished_at)
    select overlay(overlay(md5(n.workflow_id || '/' || n.cause) placing '8' from 13) placing 'a' from 17)::uuid, n.workflow_id, n.workflow_version, n.entity_type, n.entity_id, n.customer_id, n.cause, n.event, n.event_at, n.depth, n.caused_by,
      n.why, n.input, n.state, coalesce(n.reason, ''), case when n.state = 'running' then now() end, case when n.state = 'stopped' then now() end
    from jsonb_to_recordset(p_runs) n (workflow_id uuid, workflow_version integer, entity_type text, entity_id text, customer_id uuid,
      cause text, event text, event_at timestamptz, depth integer, caused_by uuid, why jsonb, input jsonb, state text, reason text)
    on conflict (id) do nothing;
    get diagnostics v_new = row_count;
    if v_new > 0 then
      perform pg_notify('workflows', '');
    end if;
  end if;
  update public.workflow_watch w set
    evaluated = w.evaluated + n.evaluated, matched = w.matched + n.matched, last_evaluated_at = now(),
    last_matched_at = case when n.matched > 0 then now() else w.last_matched_at end
  from jsonb_to_recordset(p_counts) n (workflow_id uuid, evaluated bigint, matched bigint)
  where w.workflow_id = n.workflow_id;
  if p_samples <> '[]' then
    insert into public.workflow_evaluations (workflow_id, entity_type, entity_id, event, why)
    select n.workflow_id, n.entity_type, n.entity_id, n.event, n.why
    from jsonb_to_recordset(p_samples) n (workflow_id uuid, entity_type text, entity_id text, event text, why jsonb);
  end if;
  if p_swept <> '[]' then
    update public.workflow_watch w set swept_until = greatest(w.swept_until, n.until)
    from jsonb_to_recordset(p_swept) n (workflow_id uuid, until timestamptz) where w.workflow_id = n.workflow_id;
  end if;
  return v_new;
end $$;
select public.grant_to_service('record_workflow_matches');
