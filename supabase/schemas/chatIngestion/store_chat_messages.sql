/* Messages of a batch, those of p_new, with their files and the jobs that fetch these; what quotes one of the same batch finds it. Returns their ids. */
create function public.store_chat_messages(
  p_items jsonb, p_new integer[], p_contacts uuid[], p_spoken uuid[], p_talks uuid[]
) returns uuid[]
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_ids   uuid[];
  v_files uuid[];
begin
  with given as materialized (
    select i.*, p_contacts[i.n] as contact_id
    from jsonb_to_recordset(p_items) i (n integer, provider_id uuid, key text, token text, direction text, source text, type text, text text, preview text,
      sent_at timestamptz, at timestamptz, reply_to_keys text[], reply_to_tokens text[], context jsonb, reply jsonb, location jsonb, contacts jsonb,
      order_details jsonb, referral jsonb, unsupported jsonb, flags text[], media jsonb)
    where i.n = any (p_new)
  ), written as (
    insert into public.messages (conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, preview, key, token, at, sent_at,
      reply_to_id, reply_to_keys, media_count, context, reply, location, contacts, order_details, referral, unsupported, flags, status)
    select p_talks[array_position(p_spoken, g.contact_id)], g.contact_id, g.provider_id, k.customer_id, g.direction, g.source, g.type, g.text, g.preview, g.key,
      -- What came together stays in its order.
      g.token, g.at + (g.n - 1) * interval '1 microsecond', g.sent_at,
      case when g.reply_to_keys <> '{}' then public.find_quoted_message(g.contact_id, g.reply_to_keys, g.reply_to_tokens) end,
      g.reply_to_keys, jsonb_array_length(g.media), g.context, g.reply, g.location, g.contacts, g.order_details, g.referral, g.unsupported, g.flags,
      case when g.direction = 'outbound' then 'sent' end
    from given g cross join lateral (select c.customer_id from public.chat_contacts c where c.id = g.contact_id offset 0) k
    order by g.n
    on conflict (key) do nothing
    returning id, key, reply_to_id, reply_to_keys
  ), files as (
    insert into public.message_media (message_id, position, state, reason, mime, file_name, is_voice, next_try_at, expires_at)
    select w.id, f.n - 1, f.file ->> 'state', f.file ->> 'reason', f.file ->> 'mime', coalesce(f.file ->> 'file_name', ''),
      coalesce((f.file ->> 'is_voice')::boolean, false), case when f.file ->> 'state' = 'wanted' then now() end, (f.file ->> 'expires_at')::timestamptz
    from written w join given g on g.key = w.key cross join lateral jsonb_array_elements(g.media) with ordinality f (file, n)
    returning id, message_id, position, state
  ), sources as (
    insert into public.message_media_sources (media_id, url, provider_media_id)
    select f.id, g.media -> f.position ->> 'url', g.media -> f.position ->> 'id'
    from files f join written w on w.id = f.message_id join given g on g.key = w.key
    where f.state = 'wanted'
    returning media_id
  )
  select array(select w.id from written w), array(select s.media_id from sources s) into v_ids, v_files;

  perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', f), job_key => 'chat_media:' || f) from unnest(v_files) f;
  update public.messages m set reply_to_id = o.id
  from (
    select w.id, public.find_message(w.reply_to_keys) as quoted from public.messages w
    where w.id = any (v_ids) and w.reply_to_id is null and w.reply_to_keys <> '{}'
  ) q join public.messages o on o.id = q.quoted
  where m.id = q.id and o.id <> m.id;
  perform public.claim_message_statuses(array(select m.id from public.messages m where m.id = any (v_ids) and m.direction = 'outbound'));
  return v_ids;
end $$;
select public.grant_to_service('store_chat_messages');
