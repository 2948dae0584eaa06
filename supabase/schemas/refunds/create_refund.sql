/* A refund and its products, together. Raises customer_not_found, assignee_not_found by their foreign keys. */
create function public.create_refund(p_refund jsonb, p_products jsonb, p_created_by uuid) returns setof public.refunds
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.refunds := jsonb_populate_record(null::public.refunds, p_refund);
  v_id    uuid;
begin
  insert into public.refunds (customer_id, order_number, reason_code, reason, amount_minor, currency, assignee_id, created_by)
  values (v_given.customer_id, coalesce(v_given.order_number, ''), v_given.reason_code, coalesce(v_given.reason, ''),
    v_given.amount_minor, v_given.currency, v_given.assignee_id, p_created_by)
  returning id into v_id;
  insert into public.refund_products (refund_id, position, product_id, name, quantity, amount_minor)
  select v_id, p.position, coalesce(p.product ->> 'product_id', ''), p.product ->> 'name',
    (p.product ->> 'quantity')::integer, (p.product ->> 'amount_minor')::bigint
  from jsonb_array_elements(p_products) with ordinality as p (product, position);
  return query select * from public.refunds where id = v_id;
end $$;
select public.grant_to_service('create_refund');
