-- New threads are written with their e-mails, whole and together, so that each is one row version and one event; who wrote what is worked out once.

/* Writes e-mails that are placed, with their texts from what was given: all that is kept of e-mails is worked out once for all of them. */
create function public.write_placed_emails(p_placed public.placed_email[], p_emails jsonb) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_placed public.placed_email;
  v_thread uuid;
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, last_direction, snippet, status, priority, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.gmail_thread_id, t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at,
    t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.possible_duplicate_of, t.possible_duplicate_reason, t.created_at
  from unnest(p_placed) p cross join lateral (select (p.new_thread).* offset 0) t
  where t.id is not null;
  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to, e.reference_ids,
    e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet,
    m.mail ->> 'body_text', m.mail ->> 'body_html', m.mail ->> 'new_text', m.mail ->> 'quoted_text',
    e.sent_at, e.received_at, e.size, e.attachment_count, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.team, e.assignee_id, e.triage_state
  from unnest(p_placed) p cross join lateral (select (p.email).* offset 0) e cross join lateral (select p_emails -> p.place as mail offset 0) m;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (p.email).id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from unnest(p_placed) p cross join lateral jsonb_array_elements(p.attachments) with ordinality a (value, n)
  where (p.email).attachment_count > 0;
  update public.mailbox_messages b set state = 'parsed', email_id = (p.email).id, parsed_at = now(), error_code = null, error_message = null
  from unnest(p_placed) p where b.id = (p.email).mailbox_message_id;
  -- Behind whatever else waits: an e-mail is to be seen first. While a mailbox is read in, that is meant for all of them.
  if exists (select from unnest(p_placed) p where (p.email).triage_state = 'pending') then
    perform graphile_worker.add_job('emails.triage', priority => 10, run_at => now() + case when cardinality(p_placed) > 5 then interval '5 seconds' else interval '0' end,
      payload => json_build_object('email_ids', (select json_agg((p.email).id) from unnest(p_placed) p where (p.email).triage_state = 'pending')));
  end if;

  foreach v_placed in array p_placed loop
    continue when not (v_placed.joins or v_placed.has_refused or v_placed.bounce is not null);
    v_thread := (v_placed.email).thread_id;
    -- It may have brought together what was apart: others of its own, or others of the people whom it adds.
    if v_placed.joins then
      v_thread := public.join_email_threads(v_thread);
    end if;
    if v_placed.has_refused then
      -- What answers it and is not believed, points to it.
      update public.email_threads t set possible_duplicate_of = v_thread,
        possible_duplicate_reason = 'It refers to a message of that thread, but its writer has no part in it.'
      from (select * from public.emails a where a.reference_ids @> array[(v_placed.email).message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = (v_placed.email).support_email_id
        and e.thread_id = t.id and t.id <> v_thread and t.possible_duplicate_of is null;
    end if;
    if v_placed.bounce is not null then
      perform public.apply_email_bounce((v_placed.email).support_email_id, (v_placed.email).mailbox_message_id, v_placed.bounce);
    end if;
  end loop;
end $$;
select public.grant_to_service('write_placed_emails');
