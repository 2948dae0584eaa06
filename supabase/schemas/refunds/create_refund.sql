/*
 * A refund and its products, together, with the approval that it needs. p_refund may hold "order", what the shop says of it, and "expires_at", when an
 * approval that is asked for now goes a step further. Raises customer_not_found, assignee_not_found by their foreign keys, refund_exceeds_paid,
 * refund_currency_differs.
 */
create function public.create_refund(p_refund jsonb, p_products jsonb, p_created_by uuid) returns setof public.refunds
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.refunds := jsonb_populate_record(null::public.refunds, p_refund);
  v_id    uuid;
begin
  perform public.note_refund_order(nullif(p_refund -> 'order', 'null'));
  insert into public.refunds (customer_id, order_number, reason_code, reason, amount_minor, currency, assignee_id, created_by, shipping_minor, evidence,
    is_unverified, payout_method, payment_ref)
  values (v_given.customer_id, coalesce(v_given.order_number, ''), v_given.reason_code, coalesce(v_given.reason, ''),
    v_given.amount_minor, v_given.currency, v_given.assignee_id, p_created_by, coalesce(v_given.shipping_minor, 0), coalesce(v_given.evidence, '[]'),
    coalesce(v_given.is_unverified, false), coalesce(v_given.payout_method, 'manual'), coalesce(v_given.payment_ref, ''))
  returning id into v_id;
  perform public.write_refund_products(v_id, v_given.currency, p_products);
  perform public.ensure_refund_approval(v_id, p_created_by, coalesce((p_refund ->> 'expires_at')::timestamptz, now() + interval '1 day'));
  return query select * from public.refunds where id = v_id;
end $$;
select public.grant_to_service('create_refund');
