/*
 * What webhooks said, item by item, all or nothing; the shape is that of chatRows.ts, with n from 1 on in their order. Safe to run again: every item has a key that counts
 * once. Messages come before whatever is said about them. One row for each item: what became of it, in a word:
 *
 *   stored, known        a message          applied, known, waiting   a status; waiting: nobody knows its message yet
 *   reacted, called, clicked, edited, deleted, account                later: a change of a message that is not there yet, to be tried again
 *   moved, released, conflict, unknown                                the number of a contact changed
 */
create function public.ingest_chat(p_items jsonb, p_reopen interval) returns table (n integer, outcome text)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_contacts uuid[];
  v_new      integer[];
  v_stored   uuid[];
  v_spoken   uuid[];
  v_talks    uuid[];
  v_placed   record;
begin
  v_contacts[jsonb_array_length(p_items)] := null;
  for v_placed in
    select p.n, p.contact_id from public.place_chat_contacts(coalesce((
      select jsonb_agg(jsonb_build_object('n', i -> 'n', 'business_number', i -> 'business_number', 'addresses', i -> 'addresses',
        'make', i ->> 'kind' <> 'status') order by (i ->> 'n')::integer)
      from jsonb_array_elements(p_items) i where jsonb_array_length(i -> 'addresses') > 0), '[]')) p
  loop
    v_contacts[v_placed.n] := v_placed.contact_id;
  end loop;
  -- One that a later item of the batch showed to be somebody who was known.
  v_contacts := array(
    select coalesce(k.merged_into, k.id) from unnest(v_contacts) with ordinality u (id, n)
    left join lateral (select c.id, c.merged_into from public.chat_contacts c where c.id = u.id offset 0) k on true
    order by u.n);
  perform from public.chat_contacts k where k.id in (
    select v_contacts[(i ->> 'n')::integer] from jsonb_array_elements(p_items) i where i ->> 'kind' = 'message')
  order by k.id for no key update;
  perform public.know_chat_contacts(p_items, v_contacts);

  -- Messages that nobody has stored, each once.
  select array_agg(f.n) into v_new from (
    select distinct on (i.key) i.n from jsonb_to_recordset(p_items) i (n integer, kind text, key text)
    where i.kind = 'message' and not exists (select from public.messages m where m.key = i.key) order by i.key, i.n
  ) f;
  if v_new is not null then
    select array_agg(c.contact_id), array_agg(c.conversation_id) into v_spoken, v_talks
    from public.place_conversations((
      select jsonb_agg(w) from (
        select v_contacts[i.n] as contact_id, (array_agg(i.provider_id order by i.n desc))[1] as provider_id,
          bool_or(i.direction = 'inbound' and i.type <> 'system') as inbound
        from jsonb_to_recordset(p_items) i (n integer, provider_id uuid, direction text, type text)
        where i.n = any (v_new) group by 1 order by 1
      ) w), p_reopen) c;
    v_stored := public.store_chat_messages(p_items, v_new, v_contacts, v_spoken, v_talks);
  end if;
  return query
  select (i ->> 'n')::integer, case when (i ->> 'n')::integer = any (v_new) then 'stored' else 'known' end
  from jsonb_array_elements(p_items) i where i ->> 'kind' = 'message';

  if exists (select from jsonb_array_elements(p_items) i where i ->> 'kind' = 'status') then
    return query select * from public.store_message_statuses(p_items);
  end if;
  if exists (select from jsonb_array_elements(p_items) i where i ->> 'kind' not in ('message', 'status')) then
    return query select * from public.apply_chat_events(p_items, v_contacts);
  end if;
end $$;
select public.grant_to_service('ingest_chat');
