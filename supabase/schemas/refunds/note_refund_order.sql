/* What the shop said of an order: {"order_number", "currency", "paid_minor", "refunded_elsewhere_minor"}; null says nothing. */
create function public.note_refund_order(p_order jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.refund_orders as o (order_number, currency, paid_minor, refunded_elsewhere_minor)
  select n.order_number, n.currency, n.paid_minor, n.refunded_elsewhere_minor
  from jsonb_populate_record(null::public.refund_orders, p_order) n where n.order_number is not null
  on conflict (order_number) do update set
    currency = excluded.currency, paid_minor = excluded.paid_minor, refunded_elsewhere_minor = excluded.refunded_elsewhere_minor, fetched_at = now()
$$;
select public.grant_to_service('note_refund_order');
