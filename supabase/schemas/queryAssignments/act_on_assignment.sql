/*
 * One step of the lifecycle of an assignment, with what it means for the thing: whatever ends it puts the thing back into the queue (of another team with
 * p_team), or gives it to p_agent_id.. Raises assignment_not_found, stale_version, step_not_allowed,
 * assignee_not_found, item_finished.
 */
create function public.act_on_assignment(
  p_steps jsonb, p_id uuid, p_action text, p_note text default '', p_version integer default null, p_agent_id uuid default null,
  p_team text default null
) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_row    public.query_assignments;
  v_ended  boolean;
  v_result record;
begin
  select * into v_row from public.query_assignments where id = p_id;
  if v_row.id is null then
    raise exception 'assignment_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.lock_items(v_row.entity_type, array[v_row.entity_id], true);
  v_ended := coalesce((select p_steps -> status ->> p_action not in ('open', 'claimed', 'accepted') from public.query_assignments where id = p_id), false);
  perform public.act_on('public.query_assignments', p_steps, p_id, p_action, p_note => p_note, p_version => p_version, p_set =>
    case when v_ended then jsonb_build_object('ended_at', clock_timestamp(), 'note', coalesce(nullif(p_note, ''), v_row.note))
    else jsonb_build_object('accepted_at', clock_timestamp(), 'lease_until', null) end);
  if p_agent_id is not null then
    select * into v_result from public.assign_items(v_row.entity_type,
      jsonb_build_array(jsonb_build_object('id', v_row.entity_id, 'agent_id', p_agent_id, 'reason', 'transferred')), 'person', p_wait => true, p_note => p_note);
    if v_result.outcome = 'agent_not_found' then
      raise exception 'assignee_not_found' using errcode = 'P0422', detail = p_agent_id;
    elsif v_result.outcome <> 'assigned' then
      raise exception 'item_finished' using errcode = 'P0409';
    end if;
  elsif v_ended then
    perform public.write_copies(v_row.entity_type, array[v_row.entity_id], array[null]::uuid[], p_team, p_note);
  end if;
end $$;
select public.grant_to_service('act_on_assignment');
