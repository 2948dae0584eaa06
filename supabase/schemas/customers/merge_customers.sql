/*
 * Makes two customers one: an edge, and whoever belonged to the first belongs to the second. Nothing is moved and nothing overwritten.
 * Raises customer_not_found, customers_already_one, merge_blocked (reasons).
 */
create function public.merge_customers(p_id uuid, p_into uuid, p_note text, p_by uuid) returns setof public.customer_merges
language plpgsql security definer set search_path = '' as $$
declare
  v_from  uuid;
  v_into  uuid;
  v_merge public.customer_merges;
begin
  -- One merge at a time: two of them could otherwise close a circle between them.
  perform pg_advisory_xact_lock(hashtextextended('customer_merges', 0));
  v_from := public.customer_root(p_id);
  v_into := public.customer_root(p_into);
  perform from public.customers c where c.id in (v_from, v_into) and c.deleted_at is null order by c.id for update;
  if v_from is null or v_into is null or exists (select from public.customers c where c.id in (v_from, v_into) and c.deleted_at is not null) then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  end if;
  if v_from = v_into then
    raise exception 'customers_already_one' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_into);
  end if;
  insert into public.customer_merges (customer_id, into_id, note, merged_by) values (v_from, v_into, coalesce(p_note, ''), p_by) returning * into v_merge;
  update public.customers c set merged_into = v_into where c.id = v_from or c.merged_into = v_from;
  perform public.describe_customers(array[v_into]);
  update public.customer_suggestions s set state = 'merged', decided_by = p_by, decided_at = now(), updated_at = now()
  where s.state = 'open' and public.customer_root(s.customer_id) = v_into and public.customer_root(s.other_id) = v_into
    and (s.customer_id = any (public.customer_members(v_into)));
  perform public.log_activity('merge', 'customers', v_into::text, null, to_jsonb(v_merge), p_note => p_note);
  return next v_merge;
end $$;
select public.grant_to_service('merge_customers');
