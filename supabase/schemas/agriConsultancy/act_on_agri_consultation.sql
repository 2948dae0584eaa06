/*
 * Changes a consultation and takes a step, as act_on does; without p_action and p_to the status stays. Raises agri_consultation_not_found, stale_version,
 * step_not_allowed, assignee_not_found.
 */
create function public.act_on_agri_consultation(
  p_id uuid, p_steps jsonb, p_action text default null, p_to text default null, p_note text default '', p_version integer default null, p_set jsonb default '{}'
) returns setof public.agri_consultations
language plpgsql security definer set search_path = '' as $$
declare
  v_status text;
begin
  select c.status into v_status from public.agri_consultations c where c.id = p_id and c.deleted_at is null for update;
  if v_status is null then
    raise exception 'agri_consultation_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_set);
  perform public.act_on('public.agri_consultations', p_steps, p_id, p_action, case when p_action is null then coalesce(p_to, v_status) end, p_note, p_version, p_set);
  return query select * from public.agri_consultations c where c.id = p_id;
end $$;
select public.grant_to_service('act_on_agri_consultation');
