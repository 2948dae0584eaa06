/*
 * Before a refund is written, whoever writes it: what is not rejected, cancelled or reversed never comes to more than was paid, and is in the currency
 * that was paid. Refunds of one order wait for each other here. Raises refund_exceeds_paid, refund_currency_differs.
 */
create function public.keep_refund_within_paid() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_order public.refund_orders;
  v_taken bigint;
begin
  if new.status in ('rejected', 'cancelled', 'reversed') or new.order_number = '' then
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.amount_minor, new.order_number, new.currency) = (old.amount_minor, old.order_number, old.currency)
    and old.status not in ('rejected', 'cancelled', 'reversed')
  then
    return new;
  end if;
  select * into v_order from public.refund_orders o where o.order_number = new.order_number for update;
  if v_order.order_number is null then
    return new;
  elsif v_order.currency <> new.currency then
    raise exception 'refund_currency_differs' using errcode = 'P0422', detail = jsonb_build_object('paid', v_order.currency, 'asked', new.currency);
  end if;
  select coalesce(sum(r.amount_minor), 0) into v_taken from public.refunds r
  where r.order_number = new.order_number and r.id <> new.id and r.status not in ('rejected', 'cancelled', 'reversed');
  if v_taken + new.amount_minor > v_order.paid_minor - v_order.refunded_elsewhere_minor then
    raise exception 'refund_exceeds_paid' using errcode = 'P0422', detail = jsonb_build_object(
      'paid_minor', v_order.paid_minor, 'refunded_minor', v_taken + v_order.refunded_elsewhere_minor, 'asked_minor', new.amount_minor,
      'left_minor', greatest(v_order.paid_minor - v_order.refunded_elsewhere_minor - v_taken, 0));
  end if;
  return new;
end $$;
select public.grant_to_service('keep_refund_within_paid');
