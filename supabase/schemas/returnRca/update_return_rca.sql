/*
 * Changes a return; p_causes takes the place of its causes, null leaves them. Null when there is no such return. Raises stale_version,
 * return_cause_not_found, and return_cause_missing when a concluded one would be left without a cause.
 */
create function public.update_return_rca(p_id uuid, p_change jsonb, p_causes jsonb, p_version integer) returns public.return_rcas
language plpgsql security definer set search_path = '' as $$
declare
  v_rca public.return_rcas;
  v_new public.return_rcas;
begin
  select * into v_rca from public.return_rcas r where r.id = p_id and r.deleted_at is null for update;
  if v_rca.id is null then
    return null;
  elsif p_version <> v_rca.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_rca.version);
  elsif p_causes = '[]' and v_rca.status = 'concluded' then
    raise exception 'return_cause_missing' using errcode = 'P0422';
  end if;
  v_new := jsonb_populate_record(v_rca, p_change);
  if p_causes is not null then
    v_new.primary_cause_id := (select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c where (c ->> 'is_primary')::boolean);
    v_new.cause_ids := array(select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c);
  end if;
  update public.return_rcas r set customer_id = v_new.customer_id, refund_id = v_new.refund_id, order_number = v_new.order_number, product_id = v_new.product_id,
    product_name = v_new.product_name, batch = v_new.batch, quantity = v_new.quantity, cost_minor = v_new.cost_minor, currency = v_new.currency,
    returned_on = v_new.returned_on, description = v_new.description, conclusion = v_new.conclusion, assignee_id = v_new.assignee_id,
    primary_cause_id = v_new.primary_cause_id, cause_ids = v_new.cause_ids
  where r.id = p_id returning * into v_rca;
  perform public.write_return_causes(p_id, p_causes);
  return v_rca;
end $$;
select public.grant_to_service('update_return_rca');
