/*
 * What nobody decided in time goes to those who may do everything, until p_next; what they did not decide either expires, and whoever asked is told. At
 * most p_most at once. Returns how many of each.
 */
create function public.expire_approvals(p_now timestamptz, p_next timestamptz, p_most integer) returns table (escalated integer, expired integer)
language plpgsql security definer set search_path = '' as $$
declare
  v_row  public.approval_requests;
  v_role uuid;
begin
  escalated := 0;
  expired := 0;
  for v_row in
    select * from public.approval_requests r where r.status = 'pending' and r.expires_at <= p_now order by r.expires_at limit p_most for update skip locked
  loop
    if v_row.level = 1 then
      perform set_config('activity.step', '{"action": "escalate", "note": "Nobody decided in time."}', true);
      update public.approval_requests r set level = 2, expires_at = p_next where r.id = v_row.id returning * into v_row;
      perform set_config('activity.step', '', true);
      for v_role in select r.id from public.roles r where r.full_access loop
        perform public.notify_of_approval(v_row, jsonb_build_object('role_id', v_role, 'type', 'approval_escalated',
          'title', 'Nobody has decided: ' || v_row.title, 'body', v_row.reason, 'actor_id', v_row.requested_by, 'priority', 'high',
          'cause', 'approval_request:' || v_row.id, 'dedupe_key', 'approval_request:' || v_row.id || ':2:' || v_role));
      end loop;
      escalated := escalated + 1;
    else
      v_row := public.end_approval(v_row, 'expired', null, 'Nobody decided in time.');
      perform public.recall_notifications('approval_request:' || v_row.id);
      perform public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.requested_by, 'type', 'approval_expired',
        'title', 'Nobody decided in time: ' || v_row.title, 'dedupe_key', 'approval_decided:' || v_row.id))
      where exists (select from auth.users u where u.id = v_row.requested_by);
      expired := expired + 1;
    end if;
  end loop;
  return next;
end $$;
select public.grant_to_service('expire_approvals');
