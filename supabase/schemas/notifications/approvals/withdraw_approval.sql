/* Whoever asked takes it back. Raises approval_request_not_found, approval_already_decided, approval_not_allowed. */
create function public.withdraw_approval(p_id uuid, p_by uuid, p_note text) returns public.approval_requests
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.approval_requests;
begin
  select * into v_row from public.approval_requests r where r.id = p_id for update;
  if v_row.id is null then
    raise exception 'approval_request_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.requested_by is distinct from p_by then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', 'not_yours');
  elsif v_row.status <> 'pending' then
    raise exception 'approval_already_decided' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_row.status, 'decided_by', v_row.decided_by, 'decided_at', v_row.decided_at, 'note', v_row.decision_note);
  end if;
  v_row := public.end_approval(v_row, 'withdrawn', p_by, p_note);
  perform public.recall_notifications('approval_request:' || p_id);
  return v_row;
end $$;
select public.grant_to_service('withdraw_approval');
