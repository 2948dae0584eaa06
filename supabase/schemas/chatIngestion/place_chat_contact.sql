/*
 * The contact with these addresses, [{"kind", "value"}], which are locked: those that nobody has become its own. Several contacts turn out to be one when
 * a provider names their addresses together: the oldest takes the others in. Null without one when p_make is false.
 */
create function public.place_chat_contact(p_business_number text, p_addresses jsonb, p_make boolean) returns uuid
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  v_found uuid[];
  v_id    uuid;
  v_other uuid;
begin
  select array_agg(distinct k.id) into v_found
  from jsonb_array_elements(p_addresses) a
  cross join lateral (
    select coalesce(c.merged_into, c.id) as id
    from public.chat_contact_addresses f join public.chat_contacts c on c.id = f.contact_id
    where f.business_number = p_business_number and f.kind = a ->> 'kind' and f.value = a ->> 'value' offset 0) k;
  select c.id into v_id from public.chat_contacts c where c.id = any (v_found) order by c.created_at, c.id limit 1;
  if v_id is null then
    if not p_make then
      return null;
    end if;
    insert into public.chat_contacts (business_number) values (p_business_number) returning id into v_id;
  end if;
  foreach v_other in array coalesce(array_remove(v_found, v_id), '{}') loop
    perform public.merge_chat_contacts(v_other, v_id);
  end loop;
  insert into public.chat_contact_addresses (business_number, kind, value, contact_id)
  select p_business_number, a ->> 'kind', a ->> 'value', v_id from jsonb_array_elements(p_addresses) a
  on conflict do nothing;
  return v_id;
end $$;
select public.grant_to_service('place_chat_contact');
