/* What was to be approved is no longer what was asked about. Returns the request that ended so; null when none was pending. */
create function public.void_approval(p_kind text, p_entity_id text, p_note text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.approval_requests;
begin
  select * into v_row from public.approval_requests r where r.kind = p_kind and r.entity_id = p_entity_id and r.status = 'pending' for update;
  if v_row.id is not null then
    perform public.end_approval(v_row, 'void', null, p_note);
    perform public.recall_notifications('approval_request:' || v_row.id);
  end if;
  return v_row.id;
end $$;
select public.grant_to_service('void_approval');
