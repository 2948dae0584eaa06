/*
 * Brings a refund that is not decided and its approval in line: asks for one where a limit is passed, takes back one that is about what the refund no
 * longer is, or that it no longer needs. One that a rule or a person asked for is asked for again. Nobody has to think of it.
 */
create function public.ensure_refund_approval(p_id uuid, p_by uuid, p_expires_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_refund  public.refunds;
  v_reasons jsonb;
  v_request public.approval_requests;
  v_words   text;
  v_by_limit boolean;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.status not in ('pending', 'in_review') then
    return;
  end if;
  v_reasons := public.refund_limit_reasons(p_id);
  select * into v_request from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
  v_by_limit := coalesce(v_request.payload ? 'reasons', false);
  if v_request.id is not null and (v_reasons <> '[]' or not v_by_limit)
    and v_request.content_hash = public.describe_approval('refund', p_id::text, '{}') ->> 'hash'
  then
    return;
  end if;
  if v_request.id is not null then
    perform public.void_approval('refund', p_id::text, 'The refund was changed.');
  end if;
  if v_reasons <> '[]' then
    v_words := public.refund_limit_words(v_reasons, v_refund.currency);
    v_request := public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', p_by, 'expires_at', p_expires_at,
      'reason', concat_ws(' ', v_words, nullif(v_refund.reason, '')), 'payload', jsonb_build_object('reasons', v_reasons)));
    perform public.log_activity('ask_approval', 'refunds', p_id::text, p_note => v_words);
    perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.ask_approval', 'entity_type', 'refund', 'entity_id', p_id,
      'module', 'refunds', 'chosen', jsonb_build_object('approval_request_id', v_request.id), 'reason', v_words, 'rule', 'limits', 'rule_version', '1',
      'inputs', jsonb_build_object('reasons', v_reasons, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency))));
  elsif v_request.id is not null and not v_by_limit then
    perform public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', v_request.requested_by,
      'expires_at', p_expires_at, 'reason', v_request.reason, 'priority', v_request.priority, 'approver_user_id', v_request.approver_user_id,
      'approver_role_id', v_request.approver_role_id, 'approver_team_id', v_request.approver_team_id));
  end if;
end $$;
select public.grant_to_service('ensure_refund_approval');
