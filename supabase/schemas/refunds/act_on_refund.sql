/*
 * One step of a refund with all that belongs to it: an approval that it waits for or needs, the payout, the approval that is no longer needed. As act_on, and
 * raises approval_needed, payout_under_way.
 */
create function public.act_on_refund(
  p_steps jsonb, p_id uuid, p_action text default null, p_to text default null, p_note text default '', p_version integer default null, p_by uuid default null,
  p_expires_at timestamptz default null, p_set jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_refund  public.refunds;
  v_action  text;
  v_reasons jsonb;
  v_pending uuid;
  v_set     jsonb := p_set;
  v_row     jsonb;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.id is null then
    return null;
  end if;
  select s.key into v_action from jsonb_each_text(coalesce(p_steps -> v_refund.status, '{}')) s
  where s.key = p_action or (p_action is null and s.value = p_to and p_to <> v_refund.status) order by s.key limit 1;
  if v_action = 'approve' then
    v_reasons := public.refund_limit_reasons(p_id);
    select a.id into v_pending from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
    -- Also what a rule or a person asked for is answered there, by whoever may.
    if v_reasons <> '[]' or v_pending is not null then
      raise exception 'approval_needed' using errcode = 'P0409',
        detail = jsonb_build_object('reasons', v_reasons, 'approval_request_id', v_pending);
    end if;
  elsif v_action in ('pay', 'fail') and exists (
    select from public.sends s where s.id = v_refund.send_id and s.state in ('queued', 'sending', 'unknown'))
  then
    raise exception 'payout_under_way' using errcode = 'P0409', detail = jsonb_build_object('send_id', v_refund.send_id);
  elsif v_action = 'process' and v_refund.payout_method = 'original' then
    v_set := p_set || jsonb_build_object('send_id', public.queue_send('refunds.payout', jsonb_build_object('refund_id', v_refund.id, 'number', v_refund.number,
      'payment_ref', v_refund.payment_ref, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency), null, p_by));
  end if;
  v_row := public.act_on('public.refunds', p_steps, p_id, p_action, p_to, p_note, p_version, v_set);
  if v_action in ('reject', 'cancel') then
    perform public.void_approval('refund', p_id::text, coalesce(nullif(p_note, ''), 'The refund was decided without it.'));
  elsif v_action = 'reopen' then
    perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  end if;
  return (select to_jsonb(r) from public.refunds r where r.id = p_id);
end $$;
select public.grant_to_service('act_on_refund');
