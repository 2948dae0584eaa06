/*
 * Asks for an approval, and tells those who may give it. p_request: {"kind", "entity_id", "payload", "reason", "priority", "requested_by", "expires_at",
 * "approver_user_id" or "approver_role_id" or "approver_team_id" (none: everyone who may view approvals)}. Raises approval_kind_unknown,
 * approval_subject_not_found, approval_already_pending, user_not_found, role_not_found, team_not_found.
 */
create function public.request_approval(p_request jsonb) returns public.approval_requests
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.approval_requests := jsonb_populate_record(null::public.approval_requests, p_request);
  v_said  jsonb := public.describe_approval(v_given.kind, v_given.entity_id, coalesce(v_given.payload, '{}'));
  v_kind  public.approval_kinds;
  v_row   public.approval_requests;
  v_notice uuid;
begin
  if v_said is null then
    raise exception 'approval_subject_not_found' using errcode = 'P0404', detail = jsonb_build_object('kind', v_given.kind, 'entity_id', v_given.entity_id);
  end if;
  select * into v_kind from public.approval_kinds k where k.kind = v_given.kind;
  insert into public.approval_requests (kind, module, entity_type, entity_id, title, reason, payload, content, content_hash, amount_minor, currency, priority,
    requested_by, approver_user_id, approver_role_id, approver_team_id, expires_at)
  values (v_kind.kind, v_kind.module, v_kind.entity_type, v_given.entity_id, v_said ->> 'title', coalesce(v_given.reason, ''), coalesce(v_given.payload, '{}'),
    v_said -> 'content', v_said ->> 'hash', (v_said ->> 'amount_minor')::bigint, v_said ->> 'currency', coalesce(v_given.priority, 'normal'),
    v_given.requested_by, v_given.approver_user_id, v_given.approver_role_id, v_given.approver_team_id, v_given.expires_at)
  on conflict (kind, entity_id) where status = 'pending' do nothing
  returning * into v_row;
  if v_row.id is null then
    raise exception 'approval_already_pending' using errcode = 'P0409', detail = (
      select jsonb_build_object('id', r.id) from public.approval_requests r
      where r.kind = v_given.kind and r.entity_id = v_given.entity_id and r.status = 'pending');
  end if;
  v_notice := public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.approver_user_id, 'role_id', v_row.approver_role_id,
    'team_id', v_row.approver_team_id, 'type', 'approval_request', 'title', 'Approval needed: ' || v_row.title, 'body', v_row.reason,
    'actor_id', v_row.requested_by, 'cause', 'approval_request:' || v_row.id, 'dedupe_key', 'approval_request:' || v_row.id || ':1'));
  update public.approval_requests r set notification_id = v_notice where r.id = v_row.id returning * into v_row;
  return v_row;
end $$;
select public.grant_to_service('request_approval');
