/*
 * The contacts of a batch of items, [{"n", "business_number", "addresses", "make"}], by n: known ones by one statement for all, the others one by one under
 * locks, in one order, so that nobody makes one twice and nobody waits in a circle.
 */
create function public.place_chat_contacts(p_items jsonb) returns table (n integer, contact_id uuid)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_known integer[] := '{}';
  v_item  record;
begin
  for n, contact_id in
    select i.n, (array_agg(f.contact_id))[1]
    from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb)
    cross join lateral jsonb_array_elements(i.addresses) a
    left join lateral (
      select f.contact_id from public.chat_contact_addresses f
      where f.business_number = i.business_number and f.kind = a ->> 'kind' and f.value = a ->> 'value' offset 0
    ) f on true
    group by i.n
    having count(*) = count(f.contact_id) and count(distinct f.contact_id) = 1
  loop
    v_known := v_known || n;
    return next;
  end loop;
  if cardinality(v_known) = jsonb_array_length(p_items) then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('chat_contact:' || k.name, 0)) from (
    select distinct concat_ws(':', i.business_number, a ->> 'kind', a ->> 'value') as name
    from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb) cross join lateral jsonb_array_elements(i.addresses) a
    where i.n <> all (v_known) order by 1
  ) k;
  for v_item in
    select i.* from jsonb_to_recordset(p_items) i (n integer, business_number text, addresses jsonb, make boolean) where i.n <> all (v_known) order by i.n
  loop
    n := v_item.n;
    contact_id := public.place_chat_contact(v_item.business_number, v_item.addresses, v_item.make);
    return next;
  end loop;
end $$;
select public.grant_to_service('place_chat_contacts');
