/* What the approval of a refund is about: whose money, how much, for which order and things. */
create function public.describe_refund(p_entity_id text, p_payload jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'title', format('Refund %s: %s%s', r.number, public.money_text(r.amount_minor, r.currency), coalesce(' for ' || nullif(r.order_number, ''), '')),
    'amount_minor', r.amount_minor, 'currency', r.currency,
    'content', jsonb_build_object('number', r.number, 'customer_id', r.customer_id, 'order_number', r.order_number, 'reason_code', r.reason_code,
      'amount_minor', r.amount_minor, 'shipping_minor', r.shipping_minor, 'currency', r.currency, 'payout_method', r.payout_method,
      'products', (select coalesce(jsonb_agg(jsonb_build_object('product_id', p.product_id, 'name', p.name, 'quantity', p.quantity,
        'amount_minor', p.amount_minor, 'tax_minor', p.tax_minor) order by p.position), '[]') from public.refund_products p where p.refund_id = r.id)))
  from public.refunds r
  where p_entity_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' and r.id = p_entity_id::uuid and r.status in ('pending', 'in_review')
$$;
select public.grant_to_service('describe_refund');

/* Approves or rejects the refund with its approval; whatever else became of the request is noted in the refund's history. */
create function public.apply_refund_approval(p_request public.approval_requests, p_outcome text, p_by uuid, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_outcome in ('approved', 'rejected') then
    perform public.act_on('public.refunds',
      '{"pending": {"approve": "approved", "reject": "rejected"}, "in_review": {"approve": "approved", "reject": "rejected"}}'::jsonb,
      p_request.entity_id::uuid, case p_outcome when 'approved' then 'approve' else 'reject' end, p_note => p_note);
  else
    perform public.log_activity('approval_' || p_outcome, 'refunds', p_request.entity_id, p_note => p_note);
  end if;
end $$;
select public.grant_to_service('apply_refund_approval');
