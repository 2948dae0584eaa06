/*
 * The conversation that each of these contacts, which are locked, speaks in now: [{"contact_id", "provider_id", "inbound", "at"}]. A customer who writes
 * opens again what was resolved within p_reopen, and what waits for him or was snoozed; later he begins a new one. What the business writes elsewhere
 * opens nothing that is there.
 */
create function public.place_conversations(p_contacts jsonb, p_reopen interval) returns table (contact_id uuid, conversation_id uuid)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_wanted record;
  v_last   public.conversations;
begin
  -- Most are open, by the same provider.
  return query
  select w.contact_id, c.id
  from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
  cross join lateral (
    select c.id, c.status, c.provider_id from public.conversations c where c.contact_id = w.contact_id and c.status <> 'resolved' offset 0) c
  where c.provider_id = w.provider_id and (c.status = 'open' or not w.inbound);

  -- Who has none, or none that is opened again, begins one.
  return query
  insert into public.conversations (contact_id, provider_id, channel, business_number, customer_id, contact_name, contact_phone, team)
  select k.id, p.id, p.kind, k.business_number, k.customer_id, k.name, coalesce(k.phone, ''), p.default_team
  from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
  cross join lateral (select * from public.chat_contacts k where k.id = w.contact_id offset 0) k
  cross join lateral (select * from public.chat_providers p where p.id = w.provider_id offset 0) p
  where not exists (
    select from public.conversations c
    where c.contact_id = w.contact_id and c.merged_into is null and (c.status <> 'resolved' or not w.inbound or c.resolved_at > now() - p_reopen))
  returning conversations.contact_id, conversations.id;

  for v_wanted in
    select w.*, p.kind
    from jsonb_to_recordset(p_contacts) w (contact_id uuid, provider_id uuid, inbound boolean)
    cross join lateral (select p.kind from public.chat_providers p where p.id = w.provider_id offset 0) p
    where not exists (
      select from public.conversations c
      where c.contact_id = w.contact_id and c.status <> 'resolved' and c.provider_id = w.provider_id and (c.status = 'open' or not w.inbound))
  loop
    select * into v_last from public.conversations c
    where c.contact_id = v_wanted.contact_id and c.merged_into is null order by (c.status = 'resolved'), c.last_message_at desc, c.id desc limit 1;
    if v_last.status <> 'open' and v_wanted.inbound then
      perform set_config('activity.step', '{"action": "reopen", "note": "The customer wrote."}', true);
      update public.conversations c set status = 'open' where c.id = v_last.id;
      perform set_config('activity.step', '', true);
    end if;
    if v_last.provider_id <> v_wanted.provider_id then
      update public.conversations c set provider_id = v_wanted.provider_id, channel = v_wanted.kind where c.id = v_last.id;
    end if;
    contact_id := v_wanted.contact_id;
    conversation_id := v_last.id;
    return next;
  end loop;
end $$;
select public.grant_to_service('place_conversations');
