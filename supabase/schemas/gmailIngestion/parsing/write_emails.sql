-- New threads are written with their e-mails, whole and together, so that each is one row version and one event; who wrote what is worked out once.

/*
 * Writes e-mails whose threads are chosen: what was read of each, with "place", "email_id", "thread_id", "thread_reason", "is_new", "reopens", "duplicate_of",
 * "duplicate_reason", "direction", "kind", "kind_reason", "writer", "reference_ids", "people", "customer_id", "triage_state", "notes". No two of them
 * are of one thread. All that is kept of e-mails is worked out once for all of them. Triage is asked for after p_triage_seconds.
 */
create function public.write_emails(p_emails jsonb, p_triage_seconds integer) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_reopened uuid[] := array(select (m ->> 'thread_id')::uuid from jsonb_array_elements(p_emails) m where (m ->> 'reopens')::boolean);
  v_pending  jsonb := (select jsonb_agg(m -> 'email_id') from jsonb_array_elements(p_emails) m where m ->> 'triage_state' = 'pending');
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, waiting_since, last_direction, snippet, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select (m ->> 'thread_id')::uuid, b.support_email_id, m ->> 'thread_subject', (m ->> 'customer_id')::uuid, p.people, b.gmail_thread_id,
    1, o.inbound::integer, (o.inbound and not '\Seen' = any (b.flags))::integer, b.received_at, b.received_at,
    case when o.inbound then b.received_at end, case when not o.inbound then b.received_at end,
    case when o.inbound and m ->> 'kind' = 'message' then b.received_at end, m ->> 'direction', m ->> 'snippet', s.team,
    (m ->> 'duplicate_of')::uuid, m ->> 'duplicate_reason',
    -- The older of two counts more, also when one batch began both.
    clock_timestamp() + (m ->> 'place')::integer * interval '1 microsecond'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  cross join lateral (select m ->> 'direction' = 'inbound' as inbound offset 0) o
  cross join lateral (select array(select jsonb_array_elements_text(m -> 'people')) as people offset 0) p
  where (m ->> 'is_new')::boolean
  order by (m ->> 'place')::integer;

  if v_reopened <> '{}' then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = any (v_reopened) and e.status <> 'open';
    update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = any (v_reopened);
  end if;
  update public.email_threads t set
    subject = case when b.received_at < t.first_message_at then m ->> 'thread_subject' else t.subject end,
    customer_id = coalesce(t.customer_id, (m ->> 'customer_id')::uuid), gmail_thread_id = coalesce(t.gmail_thread_id, b.gmail_thread_id),
    possible_duplicate_of = coalesce((m ->> 'duplicate_of')::uuid, t.possible_duplicate_of),
    possible_duplicate_reason = coalesce(m ->> 'duplicate_reason', t.possible_duplicate_reason)
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  where t.id = (m ->> 'thread_id')::uuid and not (m ->> 'is_new')::boolean
    and (b.received_at < t.first_message_at or (t.customer_id is null and m ->> 'customer_id' is not null)
      or (t.gmail_thread_id is null and b.gmail_thread_id is not null) or m ->> 'duplicate_of' is not null);

  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select (m ->> 'email_id')::uuid, b.support_email_id, b.id, t.id, m ->> 'thread_reason', m ->> 'direction', m ->> 'kind', m ->> 'kind_reason',
    m ->> 'message_id', m ->> 'in_reply_to', array(select jsonb_array_elements_text(m -> 'reference_ids')),
    m -> 'writer' ->> 'email', m -> 'writer' ->> 'name', m -> 'reply_to', m -> 'to', m -> 'cc', m -> 'bcc', m ->> 'subject', m ->> 'snippet',
    m ->> 'body_text', m ->> 'body_html', m ->> 'new_text', m ->> 'quoted_text',
    (m ->> 'sent_at')::timestamptz, b.received_at, b.raw_size, jsonb_array_length(m -> 'attachments'), b.notes || (m -> 'notes'), (m ->> 'customer_id')::uuid,
    m ->> 'direction' = 'outbound' or '\Seen' = any (b.flags), t.status, t.priority, t.team, t.assignee_id, m ->> 'triage_state'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.email_threads t on t.id = (m ->> 'thread_id')::uuid;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (m ->> 'email_id')::uuid, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_emails) m cross join lateral jsonb_array_elements(m -> 'attachments') with ordinality a (value, n);
  update public.mailbox_messages b set state = 'parsed', email_id = (m ->> 'email_id')::uuid, parsed_at = now(), error_code = null, error_message = null
  from jsonb_array_elements(p_emails) m where b.id = (m ->> 'mailbox_message_id')::uuid;
  -- Behind whatever else waits: an e-mail is to be seen first. While a mailbox is read in, that is meant for all of them.
  if v_pending is not null then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', v_pending), priority => 10,
      run_at => now() + p_triage_seconds * interval '1 second');
  end if;
end $$;
select public.grant_to_service('write_emails');
