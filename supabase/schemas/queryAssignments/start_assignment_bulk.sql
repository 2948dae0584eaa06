/*
 * Orders the assignment of what a filter matches now, or of named things, and the job that does it: at once when it is a big one; a small one is done
 * by whoever ordered it, and the job looks after it in case he died. Raises assignee_not_found.
 */
create function public.start_assignment_bulk(
  p_entity_type text, p_filter jsonb, p_ids uuid[], p_agent_id uuid, p_note text, p_reassign boolean, p_direct_limit integer
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id      uuid;
  v_matched integer;
begin
  perform public.check_assignee(jsonb_build_object('assignee_id', p_agent_id));
  insert into public.assignment_bulks (entity_type, filter, agent_id, note, reassign, created_by)
  values (p_entity_type, p_filter, p_agent_id, p_note, p_reassign, public.current_actor()) returning id into v_id;
  insert into public.assignment_bulk_items (bulk_id, position, entity_id)
  select v_id, row_number() over (), s.id from public.select_items(p_entity_type, p_filter, p_ids) s;
  get diagnostics v_matched = row_count;
  update public.assignment_bulks set matched = v_matched where id = v_id;
  perform graphile_worker.add_job('assignments.bulk', json_build_object('bulk_id', v_id), job_key => 'assignment_bulk:' || v_id,
    run_at => now() + case when v_matched > p_direct_limit then interval '0' else interval '2 minutes' end);
  return public.get_assignment_bulk(v_id);
end $$;
select public.grant_to_service('start_assignment_bulk');
