/*
 * Stores what was fetched from one folder, moves the cursor, and adds the jobs that parse what is new: all or nothing, and twice is
 * once. p_messages: [{uid, identity, raw_sha256, raw_size, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes}], their
 * contents are in the file store already. p_known_validity is the UIDVALIDITY that the caller found here before; when another one was
 * written meanwhile, the caller is late: mailbox_cursor_moved. Raises support_email_not_found when the mailbox was removed.
 */
create function public.store_mailbox_messages(
  p_support_email_id uuid, p_folder text, p_role text, p_known_validity text, p_uid_validity text, p_last_uid bigint, p_messages jsonb,
  out stored integer, out known integer
)
language plpgsql
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_validity text;
  v_new      uuid[];
begin
  perform from public.support_emails where id = p_support_email_id and deleted_at is null for key share;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  insert into public.mailbox_folders (support_email_id, path, role) values (p_support_email_id, p_folder, p_role) on conflict do nothing;
  select uid_validity into v_validity from public.mailbox_folders where support_email_id = p_support_email_id and path = p_folder for update;
  if v_validity not in (p_known_validity, p_uid_validity, '') then
    raise exception 'mailbox_cursor_moved' using errcode = 'P0409';
  end if;
  if v_validity not in (p_uid_validity, '') then
    -- The server numbers anew: the old places name nothing any more.
    delete from public.mailbox_places where support_email_id = p_support_email_id and folder = p_folder and uid_validity <> p_uid_validity;
  end if;

  -- In the order of their identities, so that two folders of a mailbox that hold the same messages do not wait for each other in a circle.
  with given as (
    select distinct on (m.identity collate "C") m.*
    from jsonb_to_recordset(p_messages) as m (
      uid bigint, identity text, raw_sha256 text, raw_size integer, received_at timestamptz, flags text[], labels text[],
      gmail_message_id text, gmail_thread_id text, notes jsonb)
    order by m.identity collate "C", m.uid
  ), added as (
    insert into public.mailbox_messages (
      support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes)
    select p_support_email_id, identity, raw_sha256, raw_size, p_role, received_at, coalesce(flags, '{}'), coalesce(labels, '{}'),
      gmail_message_id, gmail_thread_id, coalesce(notes, '[]')
    from given order by identity collate "C"
    on conflict (support_email_id, identity) do nothing
    returning id, received_at
  )
  select coalesce(array_agg(id order by received_at, id), '{}') into v_new from added;

  insert into public.mailbox_places (support_email_id, folder, uid_validity, uid, mailbox_message_id)
  select p_support_email_id, p_folder, p_uid_validity, given.uid, m.id
  from jsonb_to_recordset(p_messages) as given (uid bigint, identity text)
  cross join lateral (select * from public.mailbox_messages a where a.identity = given.identity offset 0) m
  where m.support_email_id = p_support_email_id
  on conflict do nothing;

  -- A copy that came another way leaves a trace; the caller has looked that it says nothing else.
  update public.mailbox_messages m set notes = m.notes || jsonb_build_object('code', 'copy_dropped', 'message',
    format('A copy that says the same was not kept: %s bytes, received at %s, seen in %s, SHA-256 %s.', given.raw_size, given.received_at, p_folder, given.raw_sha256))
  from jsonb_to_recordset(p_messages) as given (identity text, raw_sha256 text, raw_size integer, received_at text)
  where m.id in (select a.id from public.mailbox_messages a where a.identity = given.identity and a.support_email_id = p_support_email_id offset 0)
    and m.raw_sha256 <> given.raw_sha256 and jsonb_array_length(m.notes) < 20 and m.notes::text not like '%' || given.raw_sha256 || '%';
  -- One that was taken for somebody else's before it was seen in Sent, is read again.
  if p_role = 'sent' then
    perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', json_agg(m.id), 'again', true))
    from jsonb_to_recordset(p_messages) as given (identity text)
    cross join lateral (select * from public.mailbox_messages a where a.identity = given.identity offset 0) m
    join public.emails e on e.id = m.email_id
    where m.support_email_id = p_support_email_id and e.direction = 'inbound' and e.deleted_at is null
    having count(*) > 0;
  end if;

  update public.mailbox_folders
  set role = p_role, uid_validity = p_uid_validity, last_sync_at = now(),
    last_uid = case when uid_validity = p_uid_validity then greatest(last_uid, p_last_uid) else p_last_uid end,
    highest_modseq = case when uid_validity = p_uid_validity then highest_modseq else '' end
  where support_email_id = p_support_email_id and path = p_folder;

  stored := cardinality(v_new);
  known := jsonb_array_length(p_messages) - stored;
  if stored > 0 then
    perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', v_new[i : i + 49]))
    from generate_series(1, stored, 50) i;
    update public.support_emails
    set last_message_at = greatest(last_message_at, (select max((m ->> 'received_at')::timestamptz) from jsonb_array_elements(p_messages) m))
    where id = p_support_email_id;
  end if;
end $$;
select public.grant_to_service('store_mailbox_messages');
