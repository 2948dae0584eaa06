-- What one message asks the database, a batch asks at once: a statement has a price of its own, and it was paid several times for each message.

/*
 * Begins to store a batch: [{"mailbox_message_id", "own_ids", "bounced_id", "subject", "addresses", "files": [{"sha256", "size"}]}]. Everything that
 * may be changed is locked, and what is known of each message is returned; of one that is gone, there is no row.
 */
create function public.open_parsed_emails(p_mails jsonb) returns table (
  place             integer,      -- in what was given, from 0
  state             text,
  support_email_id  uuid,
  mailbox_addresses text[],
  our_addresses     text[],       -- of its addresses, those of all our mailboxes
  received_at       timestamptz,
  gmail_thread_id   text,
  ticket_tag        text,
  is_sent           boolean,      -- it lies, or lay, in the Sent folder
  sent_email_id     uuid,         -- what we sent ourselves under its Message-ID
  email_id          uuid,         -- the e-mail that it is already
  email_direction   text,
  email_from        text,
  email_is_sent     boolean
)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_ids     uuid[] := array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_mails) m);
  v_mailbox uuid;
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in select distinct b.support_email_id from public.mailbox_messages b where b.id = any (v_ids) order by 1 loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_mails) m
    cross join lateral (select i from jsonb_array_elements_text(m -> 'own_ids') i union select m ->> 'bounced_id') i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select f ->> 'sha256' as sha256, (f ->> 'size')::bigint as size from jsonb_array_elements(p_mails) m, jsonb_array_elements(m -> 'files') f
    union all
    select b.raw_sha256, b.raw_size from public.mailbox_messages b where b.id = any (v_ids)
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (v_ids) order by b.id for update;

  return query
  select (m.n - 1)::integer, b.state, b.support_email_id, s.addresses, o.addresses, b.received_at, b.gmail_thread_id, public.ticket_tag(m.mail ->> 'subject'),
    b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent'),
    w.id, x.id, x.direction, x.from_email, x.send_id is not null
  from jsonb_array_elements(p_mails) with ordinality m (mail, n)
  join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select array(select a from jsonb_array_elements_text(m.mail -> 'addresses') a where exists (
      select from public.support_emails k where k.addresses @> array[a collate "C"])) as addresses offset 0
  ) o
  left join lateral (
    select e.id from (
      select * from public.emails a where a.message_id = any (array(select jsonb_array_elements_text(m.mail -> 'own_ids'))) and a.message_id <> '' offset 0) e
    where e.support_email_id = b.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1
  ) w on true
  order by m.n;
end $$;
select public.grant_to_service('open_parsed_emails');
