/*
 * A notice that a person writes, with an approval request when p_approval is given: both, or none. With one, the notice is the request's. Returns
 * {"id", "approval_request_id"}; id is null when nobody but the writer was to be told. Raises what notify and request_approval raise.
 */
create function public.create_notification(p_notice jsonb, p_approval jsonb default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_request public.approval_requests;
  v_id      uuid;
begin
  if p_approval is not null then
    v_request := public.request_approval(p_approval);
    v_id := v_request.notification_id;
    if p_notice ->> 'title' is not null and v_id is not null then
      update public.notifications n set title = p_notice ->> 'title', body = coalesce(p_notice ->> 'body', n.body) where n.id = v_id;
      update public.notification_receipts r set title = p_notice ->> 'title', body = coalesce(p_notice ->> 'body', r.body) where r.id = v_id;
    end if;
  else
    v_id := public.notify(p_notice);
  end if;
  if v_id is not null then
    perform public.log_activity('insert', 'notifications', v_id::text, null,
      jsonb_build_object('type', p_notice ->> 'type', 'module', p_notice ->> 'module', 'approval_request_id', v_request.id));
  end if;
  return jsonb_build_object('id', v_id, 'approval_request_id', v_request.id);
end $$;
select public.grant_to_service('create_notification');
