/* That a customer was told of the payment, or why not, once: in the history and among the decisions. */
create function public.note_refund_told(p_id uuid, p_channel text, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from public.refunds r where r.id = p_id for update;
  if exists (select from public.activity_log a where a.entity_type = 'refunds' and a.entity_id = p_id::text and a.action in ('tell_customer', 'customer_not_told')) then
    return;
  end if;
  perform public.log_activity(case when p_channel is null then 'customer_not_told' else 'tell_customer' end, 'refunds', p_id::text, p_note => p_reason);
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.tell', 'entity_type', 'refund', 'entity_id', p_id, 'module', 'refunds',
    'chosen', case when p_channel is not null then jsonb_build_object('channel', p_channel) end, 'reason', p_reason, 'rule', 'last_channel', 'rule_version', '1')));
end $$;
select public.grant_to_service('note_refund_told');
