/* The lines of a refund, in their order. */
create function public.write_refund_products(p_refund_id uuid, p_currency text, p_products jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.refund_products (refund_id, position, product_id, name, quantity, amount_minor, currency, unit_price_minor, tax_minor, reason_code, order_line_id)
  select p_refund_id, p.position, coalesce(p.product ->> 'product_id', ''), p.product ->> 'name',
    (p.product ->> 'quantity')::integer, (p.product ->> 'amount_minor')::bigint, p_currency, (p.product ->> 'unit_price_minor')::bigint,
    coalesce((p.product ->> 'tax_minor')::bigint, 0), p.product ->> 'reason_code', coalesce(p.product ->> 'order_line_id', '')
  from jsonb_array_elements(p_products) with ordinality as p (product, position)
$$;
select public.grant_to_service('write_refund_products');
