/*
 * What a batch tells about its contacts: names, ids, and whose they are. The customer is asked for with what an item brings; an id of the provider's own
 * alone says nothing about a contact that is known already.
 */
create function public.know_chat_contacts(p_items jsonb, p_contacts uuid[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_people  jsonb[];
  v_ids     uuid[];
  v_owners  uuid[] := '{}';
  v_owned   uuid[] := '{}';
  v_changed uuid[];
  v_first   integer := 1;
begin
  -- The newest that is said of each counts.
  select array_agg(w.contact_id), array_agg(jsonb_build_object('identities', w.identities, 'name', w.name, 'source', 'chat', 'at', w.at)) into v_ids, v_people
  from (
    select p_contacts[i.n] as contact_id, max(i.name) as name, max(i.at) as at, jsonb_agg(distinct d) as identities
    from jsonb_to_recordset(p_items) i (n integer, kind text, name text, at timestamptz, identities jsonb)
    cross join lateral jsonb_array_elements(i.identities) d
    where i.kind = 'message'
    group by 1
  ) w
  where not exists (
    select from public.chat_contacts c
    where c.id = w.contact_id and c.customer_id is not null and not jsonb_path_exists(w.identities, '$[*] ? (@.kind != "external")'));
  while v_first <= coalesce(cardinality(v_ids), 0) loop
    select v_owned || array_agg(v_ids[v_first + r.item]), v_owners || array_agg(r.customer_id) into v_owned, v_owners
    from public.resolve_customers(to_jsonb(v_people[v_first:v_first + 499])) r;
    v_first := v_first + 500;
  end loop;

  with said as (
    select distinct on (k.contact_id) k.contact_id, i.*
    from jsonb_to_recordset(p_items) i (n integer, kind text, name text, wa_id text, phone text, bsuid text, username text)
    cross join lateral (select p_contacts[i.n] as contact_id) k
    where k.contact_id is not null
    order by k.contact_id, (i.kind = 'message') desc, i.n desc
  ), changed as (
    update public.chat_contacts c set
      name = coalesce(nullif(s.name, ''), c.name), wa_id = coalesce(s.wa_id, c.wa_id), phone = coalesce(s.phone, c.phone), bsuid = coalesce(s.bsuid, c.bsuid),
      username = coalesce(s.username, c.username), customer_id = coalesce(v_owners[array_position(v_owned, c.id)], c.customer_id), updated_at = now()
    from said s
    where c.id = s.contact_id and (
      (s.name <> '' and s.name <> c.name) or c.wa_id is distinct from coalesce(s.wa_id, c.wa_id) or c.phone is distinct from coalesce(s.phone, c.phone)
      or c.bsuid is distinct from coalesce(s.bsuid, c.bsuid) or c.username is distinct from coalesce(s.username, c.username)
      or c.customer_id is distinct from coalesce(v_owners[array_position(v_owned, c.id)], c.customer_id))
    returning c.id
  )
  select array_agg(id) into v_changed from changed;
  -- Its open conversation shows the same.
  update public.conversations c set contact_name = k.name, contact_phone = coalesce(k.phone, ''), customer_id = k.customer_id
  from public.chat_contacts k
  where k.id = any (v_changed) and c.contact_id = k.id and c.status <> 'resolved'
    and (c.contact_name, c.contact_phone, c.customer_id) is distinct from (k.name, coalesce(k.phone, ''), k.customer_id);
end $$;
select public.grant_to_service('know_chat_contacts');
