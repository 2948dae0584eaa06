/*
 * Approves or rejects, once: what was approved happens here too, or the decision does not. Raises approval_request_not_found,
 * approval_already_decided (with the outcome), approval_expired, approval_not_allowed (with why), approval_content_changed, and what the kind raises.
 */
create function public.decide_approval(p_id uuid, p_by uuid, p_outcome text, p_note text, p_self boolean) returns public.approval_requests
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.approval_requests;
  v_why text;
begin
  select * into v_row from public.approval_requests r where r.id = p_id for update;
  if v_row.id is null then
    raise exception 'approval_request_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  v_why := public.may_decide_approval(v_row, p_by, p_self);
  if v_why in ('no_permission', 'not_addressed') then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', v_why);
  elsif v_row.status = 'expired' then
    raise exception 'approval_expired' using errcode = 'P0409', detail = jsonb_build_object('expired_at', v_row.decided_at);
  elsif v_row.status <> 'pending' then
    raise exception 'approval_already_decided' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_row.status, 'decided_by', v_row.decided_by, 'decided_at', v_row.decided_at, 'note', v_row.decision_note);
  elsif v_row.expires_at <= clock_timestamp() then
    raise exception 'approval_expired' using errcode = 'P0409', detail = jsonb_build_object('expired_at', v_row.expires_at);
  elsif v_why is not null then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', v_why);
  end if;
  -- A rejection is right whatever the thing has become.
  if p_outcome = 'approved'
    and public.describe_approval(v_row.kind, v_row.entity_id, v_row.payload) ->> 'hash' is distinct from v_row.content_hash
  then
    raise exception 'approval_content_changed' using errcode = 'P0409';
  end if;
  v_row := public.end_approval(v_row, p_outcome, p_by, p_note);
  perform public.set_notification_status(r.id, p_by, 'actioned')
  from public.notification_receipts r where r.approval_request_id = p_id and r.user_id = p_by;
  perform public.recall_notifications('approval_request:' || p_id);
  perform public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.requested_by, 'type', 'approval_' || p_outcome,
    'title', initcap(p_outcome) || ': ' || v_row.title, 'body', p_note, 'actor_id', p_by, 'dedupe_key', 'approval_decided:' || p_id))
  where exists (select from auth.users u where u.id = v_row.requested_by);
  return v_row;
end $$;
select public.grant_to_service('decide_approval');
