/* A return with its causes, together. Raises return_cause_not_found, and by foreign keys customer_not_found, refund_not_found, assignee_not_found. */
create function public.create_return_rca(p_rca jsonb, p_causes jsonb, p_created_by uuid) returns setof public.return_rcas
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.return_rcas := jsonb_populate_record(null::public.return_rcas, p_rca);
  v_id    uuid := gen_random_uuid();
begin
  insert into public.return_rcas (id, customer_id, refund_id, order_number, product_id, product_name, batch, quantity, cost_minor, currency, returned_on,
    description, assignee_id, primary_cause_id, cause_ids, created_by)
  values (v_id, v_given.customer_id, v_given.refund_id, coalesce(v_given.order_number, ''), coalesce(v_given.product_id, ''), v_given.product_name,
    coalesce(v_given.batch, ''), coalesce(v_given.quantity, 1), coalesce(v_given.cost_minor, 0), v_given.currency, v_given.returned_on,
    coalesce(v_given.description, ''), v_given.assignee_id,
    (select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c where (c ->> 'is_primary')::boolean),
    array(select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c), p_created_by);
  perform public.write_return_causes(v_id, p_causes);
  return query select * from public.return_rcas r where r.id = v_id;
end $$;
select public.grant_to_service('create_return_rca');
