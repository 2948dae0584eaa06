/*
 * What becomes of a payout, its refund shows: paid, failed (and may be tried again), or uncertain, which those who see refunds are told: nobody pays
 * again until it is settled.
 */
create function public.mirror_refund_payout() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_refund public.refunds;
begin
  select * into v_refund from public.refunds r where r.send_id = new.id for update;
  if v_refund.status is distinct from 'processing' then
    return null;
  end if;
  if new.state in ('sent', 'delivered') then
    perform public.act_on('public.refunds', '{"processing": {"pay": "paid"}}', v_refund.id, 'pay',
      p_note => 'Paid out as ' || coalesce(new.provider_id, new.id::text) || '.',
      p_set => jsonb_build_object('payout_reference', coalesce(new.provider_id, '')));
  elsif new.state = 'failed' then
    perform public.act_on('public.refunds', '{"processing": {"fail": "failed"}}', v_refund.id, 'fail',
      p_note => coalesce(new.error_message, new.error_code, ''));
    perform public.notify_once(null, 'refunds', 'payout_failed', format('The payout of refund %s failed', v_refund.number),
      coalesce(new.error_message, new.error_code, ''), 'refund', v_refund.id::text, 'payout_failed:' || new.id);
  elsif new.state = 'unknown' then
    perform public.log_activity('payout_uncertain', 'refunds', v_refund.id::text, p_note => coalesce(new.error_message, new.error_code, ''));
    perform public.notify(jsonb_build_object('module', 'refunds', 'type', 'payout_uncertain', 'priority', 'high',
      'title', format('Nobody knows whether refund %s was paid', v_refund.number), 'body', coalesce(new.error_message, new.error_code, ''),
      'entity_type', 'refund', 'entity_id', v_refund.id, 'dedupe_key', 'payout_uncertain:' || new.id, 'cause', 'payout_uncertain:' || new.id));
  end if;
  if old.state = 'unknown' then
    perform public.recall_notifications('payout_uncertain:' || new.id);
  end if;
  return null;
end $$;
select public.grant_to_service('mirror_refund_payout');
