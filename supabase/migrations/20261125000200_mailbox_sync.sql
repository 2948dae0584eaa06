-- Mailboxes: what people do with them, what watching them writes down, and storing what was seen in them.

alter table public.support_emails
  add column has_credentials        boolean not null default false,
  add column version                integer not null default 1,
  add column watched_since          timestamptz,
  add column sync_requests          integer not null default 0,
  add column sync_requests_served   integer not null default 0;
comment on column public.support_emails.has_credentials is 'Whether support_email_secrets has a row.';
comment on column public.support_emails.version is 'Counts what people change, not what happens by itself: a change made on an older one is refused, a watcher with an older one begins anew.';
comment on column public.support_emails.watched_since is 'When watching was last switched on; null while it is off.';
comment on column public.support_emails.sync_requests is 'How often somebody asked for a sync; sync_requests_served are answered. Two that wait are answered by one sync.';

-- Whoever watches is told at once -----------------------------------------------------------------

create function public.tell_mailbox_watchers() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('mailboxes_changed', '');
  return null;
end $$;
create trigger support_emails_tell_watchers
  after insert or delete or update of is_active, is_watched, version, deleted_at, sync_requests on public.support_emails
  for each statement execute function public.tell_mailbox_watchers();

-- What people do --------------------------------------------------------------------------------------

/* A mailbox with its sealed credentials. Raises support_email_exists. */
create function public.create_support_email(p_mailbox jsonb, p_sealed text) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails := jsonb_populate_record(null::public.support_emails, p_mailbox);
begin
  insert into public.support_emails (
    id, email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
    folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, watched_since, has_credentials, created_by)
  values (
    v_row.id, v_row.email_address, v_row.display_name, v_row.provider, v_row.auth_kind, v_row.username, v_row.imap_host, v_row.imap_port,
    v_row.imap_security, v_row.smtp_host, v_row.smtp_port, v_row.smtp_security, v_row.folders, v_row.reads_sent, v_row.sent_copy,
    v_row.backfill_days, v_row.signature_text, v_row.signature_html, v_row.team, v_row.is_active, v_row.is_watched,
    case when v_row.is_active and v_row.is_watched then now() end, true, v_row.created_by)
  on conflict (email_address) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
  insert into public.support_email_secrets (support_email_id, sealed) values (v_row.id, p_sealed);
  return v_row;
end $$;

/*
 * Changes what is given. p_sealed are other credentials; with them sign-ins that were refused are forgotten, and a mailbox that
 * waited for them is tried again. Raises support_email_not_found, support_email_changed (it is not at p_version any more), support_email_exists.
 */
create function public.update_support_email(p_id uuid, p_change jsonb, p_sealed text default null, p_version integer default null)
returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_old public.support_emails;
  v_row public.support_emails;
begin
  select * into v_old from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_version <> v_old.version then
    raise exception 'support_email_changed' using errcode = 'P0409', detail = v_old.version::text;
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if p_sealed is not null then
    insert into public.support_email_secrets as s (support_email_id, sealed) values (p_id, p_sealed)
    on conflict (support_email_id) do update set sealed = excluded.sealed, updated_at = now();
    perform public.log_activity('set_credentials', 'support_emails', p_id::text);
  end if;
  update public.support_emails s
  set display_name = v_row.display_name, auth_kind = v_row.auth_kind, username = v_row.username, imap_host = v_row.imap_host,
    imap_port = v_row.imap_port, imap_security = v_row.imap_security, smtp_host = v_row.smtp_host, smtp_port = v_row.smtp_port,
    smtp_security = v_row.smtp_security, folders = v_row.folders, reads_sent = v_row.reads_sent, sent_copy = v_row.sent_copy,
    backfill_days = v_row.backfill_days, signature_text = v_row.signature_text, signature_html = v_row.signature_html, team = v_row.team,
    is_active = v_row.is_active, is_watched = v_row.is_watched,
    watched_since = case
      when not (v_row.is_active and v_row.is_watched) then null
      when p_sealed is not null then now()
      else coalesce(s.watched_since, now()) end,
    has_credentials = s.has_credentials or p_sealed is not null,
    version = s.version + 1, updated_at = now()
  where id = p_id;
  if p_sealed is not null then
    update public.support_emails
    set auth_failures = 0, failures = 0, next_attempt_at = null, last_error_code = null, last_error_message = null, last_error_at = null,
      state = case when state = 'reconnect_needed' then 'stopped' else state end,
      state_changed_at = case when state = 'reconnect_needed' then now() else state_changed_at end
    where id = p_id;
  end if;
  select * into v_row from public.support_emails where id = p_id;
  return v_row;
end $$;

/* Switches watching on or off; twice is once. Raises support_email_not_found, support_email_inactive. */
create function public.watch_support_email(p_id uuid, p_watched boolean) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_watched and not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  end if;
  if v_row.is_watched <> p_watched then
    update public.support_emails set is_watched = p_watched, watched_since = case when p_watched then now() end, updated_at = now()
    where id = p_id
    returning * into v_row;
  end if;
  return v_row;
end $$;

/* Takes a mailbox away with its credentials; its messages stay. Raises support_email_not_found. */
create function public.delete_support_email(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails
  set deleted_at = now(), is_active = false, is_watched = false, watched_since = null, has_credentials = false, push_history_id = null,
    push_expires_at = null, updated_at = now(),
    state_changed_at = case when state = 'stopped' then state_changed_at else now() end, state = 'stopped'
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  delete from public.support_email_secrets where support_email_id = p_id;
  return v_row;
end $$;

/* Has it read now. Raises support_email_not_found, support_email_inactive, mailbox_reconnect_needed. */
create function public.request_mailbox_sync(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  elsif not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  elsif v_row.state = 'reconnect_needed' then
    raise exception 'mailbox_reconnect_needed' using errcode = 'P0409', detail = v_row.last_error_code;
  end if;
  update public.support_emails set sync_requests = sync_requests + 1 where id = p_id returning * into v_row;
  perform public.log_activity('sync', 'support_emails', p_id::text);
  return v_row;
end $$;

/*
 * What Gmail tells: mail in these mailboxes. One word for each address, in their order: sync_requested, unknown_mailbox,
 * inactive_mailbox (not watched, or waiting for a person).
 */
create function public.request_pushed_syncs(p_addresses text[]) returns setof text
language plpgsql set search_path = '' as $$
begin
  update public.support_emails set sync_requests = sync_requests + 1
  where email_address = any (p_addresses) and deleted_at is null and is_active and is_watched and state <> 'reconnect_needed';
  return query
  select case
      when s.id is null then 'unknown_mailbox'
      when s.is_active and s.is_watched and s.state <> 'reconnect_needed' then 'sync_requested'
      else 'inactive_mailbox' end
  from unnest(p_addresses) with ordinality as pushed (address, n)
  left join public.support_emails s on s.email_address = pushed.address and s.deleted_at is null
  order by pushed.n;
end $$;

-- What watching writes down ------------------------------------------------------------------------

/*
 * What a watcher is doing now. It is not written for a mailbox that was changed, switched off or removed meanwhile, but for 'stopped'.
 * True when it was written, or said so already.
 */
create function public.set_mailbox_state(p_id uuid, p_version integer, p_state text) returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.support_emails
  set state = p_state, state_changed_at = case when state = p_state then state_changed_at else now() end,
    next_attempt_at = case when p_state = 'stopped' then next_attempt_at end
  where id = p_id and state <> 'reconnect_needed' and (p_state = 'stopped' or (version = p_version and is_active and deleted_at is null));
  return found;
end $$;

/* A sync came to its end. p_served: the requests that had been made when it began. */
create function public.finish_mailbox_sync(p_id uuid, p_served integer, p_error_code text default null, p_error_message text default null) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set last_sync_at = now(), auth_failures = 0, sync_requests_served = greatest(sync_requests_served, p_served),
    last_error_code = coalesce(p_error_code, last_error_code), last_error_message = coalesce(p_error_message, last_error_message),
    last_error_at = case when p_error_code is null then last_error_at else now() end
  where id = p_id and deleted_at is null
$$;

/* Nothing went wrong for a while: what failed before is over. */
create function public.forget_mailbox_failures(p_id uuid, p_version integer) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set failures = 0, auth_failures = 0, last_error_code = null, last_error_message = null, last_error_at = null
  where id = p_id and version = p_version and (failures > 0 or last_error_code is not null)
$$;

/*
 * An attempt failed. p_auth: the sign-in was refused; the p_most-th time in a row nobody tries again until a person changes the
 * credentials, who is told once. Nothing is noted when the mailbox was changed since: the failure is one of what it was before.
 * Returns the state it has then.
 */
create function public.fail_mailbox_attempt(
  p_id uuid, p_version integer, p_code text, p_message text, p_auth boolean, p_most integer, p_wait_ms double precision
) returns text
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails s
  set failures = failures + 1, auth_failures = auth_failures + p_auth::integer,
    state = case when p_auth and auth_failures + 1 >= p_most then 'reconnect_needed' else 'backoff' end,
    state_changed_at = now(),
    next_attempt_at = case when p_auth and auth_failures + 1 >= p_most then null else now() + p_wait_ms * interval '1 millisecond' end,
    last_error_code = p_code, last_error_message = p_message, last_error_at = now()
  where id = p_id and version = p_version and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return 'stopped';
  end if;
  if v_row.state = 'reconnect_needed' then
    perform public.notify_once(null, 'support_emails', 'mailbox_reconnect_needed',
      format('The mailbox %s cannot be read', v_row.email_address),
      format('Its server refuses the sign-in: %s Nobody tries again until its credentials are changed.', p_message),
      'support_emails', p_id::text, format('mailbox_reconnect_needed:%s:%s', p_id, v_row.version));
  end if;
  return v_row.state;
end $$;

-- What was seen ----------------------------------------------------------------------------------------

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
language plpgsql set search_path = '' as $$
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
  cross join lateral (select a.id from public.mailbox_messages a where a.support_email_id = p_support_email_id and a.identity = given.identity offset 0) m
  on conflict do nothing;

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

/* Flags that changed in a folder: [{uid, flags, labels}]. Nothing happens when the folder is numbered otherwise by now. */
create function public.store_mailbox_flags(p_support_email_id uuid, p_folder text, p_uid_validity text, p_modseq text, p_changes jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_changed integer;
begin
  perform from public.mailbox_folders
  where support_email_id = p_support_email_id and path = p_folder and uid_validity = p_uid_validity for update;
  if not found then
    return 0;
  end if;
  with wanted as (
    select distinct on (p.mailbox_message_id) p.mailbox_message_id, coalesce(c.flags, '{}') as flags, coalesce(c.labels, '{}') as labels
    from jsonb_to_recordset(p_changes) as c (uid bigint, flags text[], labels text[])
    join public.mailbox_places p
      on p.support_email_id = p_support_email_id and p.folder = p_folder and p.uid_validity = p_uid_validity and p.uid = c.uid
    order by p.mailbox_message_id, c.uid desc
  ), locked as (
    select m.id from public.mailbox_messages m join wanted w on w.mailbox_message_id = m.id order by m.id for no key update of m
  )
  update public.mailbox_messages m set flags = w.flags, labels = w.labels
  from wanted w join locked on locked.id = w.mailbox_message_id
  where m.id = w.mailbox_message_id and (m.flags, m.labels) is distinct from (w.flags, w.labels);
  get diagnostics v_changed = row_count;
  update public.mailbox_folders set highest_modseq = p_modseq where support_email_id = p_support_email_id and path = p_folder;
  return v_changed;
end $$;

-- How all of them are --------------------------------------------------------------------------------------

/* Mailboxes by state; late: watched, not waiting for a person, and without a sign of reading for p_late_seconds. */
create function public.get_mailbox_health(p_late_seconds double precision)
returns table (state text, mailboxes integer, oldest_sync_at timestamptz, late integer, late_addresses text[])
language sql stable set search_path = '' as $$
  with seen as (
    select s.state, s.email_address, s.last_sync_at,
      s.is_active and s.is_watched and s.state <> 'reconnect_needed'
        and greatest(s.last_sync_at, s.watched_since, s.created_at, (select max(f.last_sync_at) from public.mailbox_folders f where f.support_email_id = s.id))
          < now() - p_late_seconds * interval '1 second' as is_late
    from public.support_emails s
    where s.deleted_at is null and s.is_active
  )
  select seen.state, count(*)::integer, min(last_sync_at), count(*) filter (where is_late)::integer,
    coalesce(array_agg(email_address order by email_address) filter (where is_late), '{}')
  from seen group by seen.state
$$;

revoke execute on function public.tell_mailbox_watchers() from public, anon, authenticated;
revoke execute on function public.create_support_email(jsonb, text) from public, anon, authenticated;
revoke execute on function public.update_support_email(uuid, jsonb, text, integer) from public, anon, authenticated;
revoke execute on function public.watch_support_email(uuid, boolean) from public, anon, authenticated;
revoke execute on function public.delete_support_email(uuid) from public, anon, authenticated;
revoke execute on function public.request_mailbox_sync(uuid) from public, anon, authenticated;
revoke execute on function public.request_pushed_syncs(text[]) from public, anon, authenticated;
revoke execute on function public.set_mailbox_state(uuid, integer, text) from public, anon, authenticated;
revoke execute on function public.finish_mailbox_sync(uuid, integer, text, text) from public, anon, authenticated;
revoke execute on function public.forget_mailbox_failures(uuid, integer) from public, anon, authenticated;
revoke execute on function public.fail_mailbox_attempt(uuid, integer, text, text, boolean, integer, double precision) from public, anon, authenticated;
revoke execute on function public.store_mailbox_messages(uuid, text, text, text, text, bigint, jsonb) from public, anon, authenticated;
revoke execute on function public.store_mailbox_flags(uuid, text, text, text, jsonb) from public, anon, authenticated;
revoke execute on function public.get_mailbox_health(double precision) from public, anon, authenticated;
grant execute on function public.create_support_email(jsonb, text) to service_role;
grant execute on function public.update_support_email(uuid, jsonb, text, integer) to service_role;
grant execute on function public.watch_support_email(uuid, boolean) to service_role;
grant execute on function public.delete_support_email(uuid) to service_role;
grant execute on function public.request_mailbox_sync(uuid) to service_role;
grant execute on function public.request_pushed_syncs(text[]) to service_role;
grant execute on function public.set_mailbox_state(uuid, integer, text) to service_role;
grant execute on function public.finish_mailbox_sync(uuid, integer, text, text) to service_role;
grant execute on function public.forget_mailbox_failures(uuid, integer) to service_role;
grant execute on function public.fail_mailbox_attempt(uuid, integer, text, text, boolean, integer, double precision) to service_role;
grant execute on function public.store_mailbox_messages(uuid, text, text, text, text, bigint, jsonb) to service_role;
grant execute on function public.store_mailbox_flags(uuid, text, text, text, jsonb) to service_role;
grant execute on function public.get_mailbox_health(double precision) to service_role;
