/*
 * One step of a lifecycle. Locks the row, looks up in p_steps (status -> action -> next status) whether the step may be taken from where
 * the row is, moves it, sets further columns, and leaves one entry in the activity log under the name of the action, with the note.
 *
 * p_to instead of p_action names the status that is wanted: the step that leads there is taken; none when the row has that status already.
 * The table has the columns id, status and version, and the triggers touch_row and record_activity. Null when there is no such row.
 * Raises stale_version, step_not_allowed (with status, action and the actions that are allowed).
 */
create function public.act_on(
  p_table text, p_steps jsonb, p_id uuid, p_action text default null, p_to text default null,
  p_note text default '', p_version integer default null, p_set jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_table   regclass := p_table::regclass;
  v_status  text;
  v_version integer;
  v_steps   jsonb;
  v_action  text := p_action;
  v_next    text;
  v_columns text;
  v_row     jsonb;
begin
  execute format('select status, version from %s where id = $1 for update', v_table) into v_status, v_version using p_id;
  if v_status is null then
    return null;
  end if;
  if p_version is distinct from null and p_version <> v_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_version);
  end if;

  v_steps := coalesce(p_steps -> v_status, '{}');
  if v_action is null and p_to is distinct from v_status then
    select s.key into v_action from jsonb_each_text(v_steps) s where s.value = p_to order by s.key limit 1;
  end if;
  v_next := case when p_action is null and p_to = v_status then v_status else v_steps ->> v_action end;
  if v_next is null then
    raise exception 'step_not_allowed' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_status, 'action', p_action, 'to', p_to,
      'allowed', coalesce((select jsonb_agg(k order by k) from jsonb_object_keys(v_steps) k), '[]'));
  end if;

  select string_agg(format(', %1$I = n.%1$I', k), '') into v_columns from jsonb_object_keys(p_set) k;
  perform set_config('activity.step', jsonb_build_object('action', v_action, 'note', p_note)::text, true);
  execute format(
    'update %1$s t set status = $2%2$s from jsonb_populate_record(null::%1$s, $3) n where t.id = $1 returning to_jsonb(t)',
    v_table, coalesce(v_columns, '')) into v_row using p_id, v_next, p_set;
  perform set_config('activity.step', '', true);
  return v_row;
end $$;
select public.grant_to_service('act_on');
