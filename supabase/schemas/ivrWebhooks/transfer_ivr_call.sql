/* Moves a call to another department, where it waits for anybody. Raises ivr_call_not_found, stale_version, department_not_found, ivr_call_finished. */
create function public.transfer_ivr_call(p_id uuid, p_department text, p_note text, p_version integer default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.ivr_calls;
begin
  select * into v_row from public.ivr_calls c where c.id = p_id for update;
  if v_row.id is null then
    raise exception 'ivr_call_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  elsif v_row.completed_at is not null then
    raise exception 'ivr_call_finished' using errcode = 'P0409';
  elsif not exists (select from public.departments d where d.key = p_department and d.is_active) then
    raise exception 'department_not_found' using errcode = 'P0404', detail = jsonb_build_object('key', p_department);
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'transfer', 'note', p_note)::text, true);
  update public.ivr_calls c set department = p_department, department_source = 'person', assignee_id = null where c.id = p_id;
  perform set_config('activity.step', '', true);
end $$;
select public.grant_to_service('transfer_ivr_call');
