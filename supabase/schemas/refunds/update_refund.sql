/*
 * Changes a refund; p_products takes the place of its products, null leaves them. What it is about changes only while it is not decided, and an approval
 * of what it was is void then. Returns null when there is no such refund. Raises stale_version, refund_is_decided, refund_amounts_disagree,
 * refund_exceeds_paid, refund_currency_differs.
 */
create function public.update_refund(
  p_id uuid, p_change jsonb, p_products jsonb, p_order jsonb, p_version integer, p_by uuid, p_expires_at timestamptz
) returns public.refunds
language plpgsql security definer set search_path = '' as $$
declare
  v_refund public.refunds;
  v_new    public.refunds;
begin
  perform public.note_refund_order(p_order);
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.id is null then
    return null;
  elsif p_version <> v_refund.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_refund.version);
  end if;
  v_new := jsonb_populate_record(v_refund, p_change);
  if v_refund.status not in ('pending', 'in_review') and (p_products is not null
    or (v_new.amount_minor, v_new.shipping_minor, v_new.order_number) is distinct from (v_refund.amount_minor, v_refund.shipping_minor, v_refund.order_number))
  then
    raise exception 'refund_is_decided' using errcode = 'P0409', detail = jsonb_build_object('status', v_refund.status);
  end if;
  if p_products is not null then
    delete from public.refund_products p where p.refund_id = p_id;
    perform public.write_refund_products(p_id, v_refund.currency, p_products);
  end if;
  update public.refunds r set customer_id = v_new.customer_id, order_number = v_new.order_number, reason_code = v_new.reason_code, reason = v_new.reason,
    assignee_id = v_new.assignee_id, amount_minor = v_new.amount_minor, shipping_minor = v_new.shipping_minor, evidence = v_new.evidence,
    is_unverified = v_new.is_unverified, payout_method = v_new.payout_method, payment_ref = v_new.payment_ref
  where r.id = p_id;
  if exists (
    select from public.refund_products p where p.refund_id = p_id having count(*) > 0 and sum(p.amount_minor) + v_new.shipping_minor <> v_new.amount_minor)
  then
    raise exception 'refund_amounts_disagree' using errcode = 'P0422';
  end if;
  perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  select * into v_refund from public.refunds r where r.id = p_id;
  return v_refund;
end $$;
select public.grant_to_service('update_refund');
