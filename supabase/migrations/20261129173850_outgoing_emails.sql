set check_function_bodies = off;

DROP TRIGGER "mirror_email" ON "public"."sends";

ALTER TABLE "public"."sends"
  ADD COLUMN "first_tried_at" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION public.begin_send (
  p_id uuid,
  OUT  decision text,
  OUT  send jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.state = 'queued' and v_send.send_after <= now() then
    update public.sends s set
      state = 'sending', attempts = s.attempts + 1, sending_at = now(), first_tried_at = coalesce(s.first_tried_at, now()), updated_at = now()
    where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'sending', 'sending', jsonb_build_object('attempt', v_send.attempts));
    decision := 'go';
  elsif v_send.state = 'sending' then
    update public.sends s set state = 'unknown', updated_at = now(), error_code = 'interrupted',
      error_message = 'The process ended while this was being sent.' where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state) values (p_id, 'interrupted', 'unknown');
    decision := 'unknown';
  else
    decision := 'done';
  end if;
  send := to_jsonb(v_send);
end $function$;

CREATE OR REPLACE FUNCTION public.cancel_email (
  p_email_id uuid,
  p_actor_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_email public.emails;
  v_plan  jsonb;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- Whoever sends a draft locks it first.
  perform from public.email_drafts d where d.sent_email_id = p_email_id for update;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  perform public.cancel_send(v_email.send_id);
  select e.* into v_email from public.emails e where e.id = p_email_id;
  select s.payload into v_plan from public.sends s where s.id = v_email.send_id;
  update public.email_threads t set status = v_plan ->> 'status_before', version = t.version + 1, updated_at = now()
  where t.id = v_email.thread_id and t.status = v_plan ->> 'status_after' and t.status <> v_plan ->> 'status_before';
  if found then
    update public.emails e set status = v_plan ->> 'status_before', version = e.version + 1, updated_at = now() where e.thread_id = v_email.thread_id;
  end if;
  update public.email_drafts d set sent_email_id = null, sent_at = null, version = d.version + 1, updated_at = now() where d.sent_email_id = p_email_id;
  perform public.log_activity('cancel', 'emails', p_email_id::text, null, null, p_actor_id);
end $function$;

CREATE OR REPLACE FUNCTION public.clean_email_leftovers()
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  delete from public.email_drafts d where d.sent_at < now() - interval '7 days'
    and not exists (select from public.emails e where e.id = d.sent_email_id and e.send_state = 'queued');
  delete from public.email_uploads u
  where coalesce(u.used_at, u.created_at) < now() - interval '7 days'
    and not exists (select from public.email_drafts d where u.id = any (d.attachment_ids) or d.body_html like '%cid:' || u.id || '%')
    and not exists (select from public.support_emails s where s.deleted_at is null and s.signature_html like '%cid:' || u.id || '%');
end $function$;

CREATE OR REPLACE FUNCTION public.csv_text (
  p_value jsonb
)
  RETURNS text
  LANGUAGE plpgsql
  IMMUTABLE
  AS $function$
begin
  case jsonb_typeof(p_value)
    when 'array' then
      return coalesce((select string_agg(public.csv_text(i.item), '; ' order by i.place) from jsonb_array_elements(p_value) with ordinality i (item, place)), '');
    when 'object' then
      if jsonb_typeof(p_value -> 'email') = 'string' and jsonb_typeof(p_value -> 'name') = 'string' and p_value - '{email,name}'::text[] = '{}' then
        return case when p_value ->> 'name' = '' then p_value ->> 'email' else (p_value ->> 'name') || ' <' || (p_value ->> 'email') || '>' end;
      end if;
      return coalesce((select string_agg(f.key || ': ' || public.csv_text(f.value), ', ') from jsonb_each(p_value) f), '');
    else
      return coalesce(p_value #>> '{}', '');
  end case;
end $function$;

REVOKE ALL ON FUNCTION "public"."csv_text"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_rows_query (
  p_filter jsonb,
  p_order  text  DEFAULT 'desc'::text
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select format('select %s from public.email_list_rows r join public.emails e on e.id = r.id where %s order by e.received_at %s, e.id %s',
    (select string_agg(case format_type(a.atttypid, null)
        when 'text' then format('public.csv_cell(r.%1$I) as %1$I', a.attname)
        when 'boolean' then format('r.%1$I::text as %1$I', a.attname)
        when 'timestamp with time zone' then format('to_json(r.%1$I) #>> ''{}'' as %1$I', a.attname)
        when 'jsonb' then format('public.csv_cell(public.csv_text(r.%1$I)) as %1$I', a.attname)
        when 'text[]' then format('public.csv_cell(array_to_string(r.%1$I, ''; '')) as %1$I', a.attname)
        else format('r.%I', a.attname)
      end, ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = 'public.email_list_rows'::regclass and a.attnum > 0),
    public.email_question(p_filter), w.way, w.way)
  from (select case when p_order = 'asc' then 'asc' else 'desc' end as way) w
$function$;

CREATE OR REPLACE FUNCTION public.get_email (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select (to_jsonb(e) - 'deleted_at') || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = c.id), '[]'))
      from public.customers c where c.id = e.customer_id),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'first_tried_at', s.first_tried_at, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$function$;

CREATE OR REPLACE FUNCTION public.get_email_sending_troubles (
  OUT failed integer,
  OUT retrying integer,
  OUT oldest_seconds integer
)
  RETURNS record
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select
    (select count(*)::integer from public.sends s join public.emails e on e.send_id = s.id
     where s.state = 'failed' and s.channel = 'email.smtp' and s.updated_at > now() - interval '1 day' and e.deleted_at is null
       and not exists (select from public.emails r where r.resend_of = e.id and r.send_state not in ('failed', 'cancelled'))),
    count(*)::integer, coalesce(extract(epoch from now() - min(s.first_tried_at)), 0)::integer
  from public.sends s where s.state = 'queued' and s.channel = 'email.smtp' and s.first_tried_at is not null
$function$;

REVOKE ALL ON FUNCTION "public"."get_email_sending_troubles"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mirror_send_to_email()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.state = 'failed' and old.state <> 'failed' then
    perform public.reopen_unanswered_thread(new.id);
  end if;
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, sent_at = new.sent_at,
    updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  elsif new.state = 'failed' and old.state <> 'failed' and new.error_code = 'bounced' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail came back', new.error_message, true);
  elsif new.state = 'failed' and old.state <> 'failed' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail could not be sent', new.error_message, true);
  elsif new.state = 'queued' and old.state = 'sending' and new.first_tried_at < now() - interval '4 hours' then
    perform public.notify_of_email(new.id, 'email_delayed', 'An e-mail has not been sent yet',
      'It is tried again. ' || coalesce(new.error_message, ''), false);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_refused_recipients()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.emails e set
    notes = e.notes || (
      select jsonb_agg(jsonb_build_object('code', 'recipient_refused', 'message', (r ->> 'email') || ': ' || left(r ->> 'response', 500)))
      from jsonb_array_elements(new.detail -> 'rejected') r),
    updated_at = now()
  where e.send_id = new.send_id;
  perform public.notify_of_email(new.send_id, 'email_recipient_refused', 'An e-mail did not reach everybody',
    'the mail server refused ' || (select string_agg(r ->> 'email', ', ') from jsonb_array_elements(new.detail -> 'rejected') r) || '.', false);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.notify_of_email (
  p_send_id   uuid,
  p_type      text,
  p_title     text,
  p_words     text,
  p_everybody boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_email  public.emails;
  v_writer uuid;
  v_body   text;
begin
  select * into v_email from public.emails e where e.send_id = p_send_id and e.deleted_at is null;
  if v_email.id is null then
    return;
  end if;
  -- What an API key wrote has no person as its writer.
  select u.id into v_writer from auth.users u where u.id = v_email.created_by;
  v_body := left(format('"%s" to %s%s: %s', v_email.subject,
    coalesce((select string_agg(r ->> 'email', ', ') from jsonb_array_elements(v_email.to_recipients || v_email.cc_recipients || v_email.bcc_recipients) r), 'nobody'),
    coalesce(' (team ' || v_email.team || ')', ''), p_words), 2000);
  if v_writer is not null then
    perform public.notify_once(v_writer, 'emails', p_type, p_title, v_body, 'emails', v_email.id::text, p_type || ':' || v_email.id || ':writer');
  end if;
  if p_everybody or v_writer is null then
    perform public.notify_once(null, 'emails', p_type, p_title, v_body, 'emails', v_email.id::text, p_type || ':' || v_email.id);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."notify_of_email"(uuid, text, text, text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.queue_email (
  p_mail jsonb
)
  RETURNS SETOF public.emails
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.emails := jsonb_populate_record(null::public.emails, p_mail);
  v_email   public.emails;
  v_draft   public.email_drafts;
  v_mailbox public.support_emails;
  v_thread  public.email_threads;
  v_origin  public.email_threads;
  v_status  text := p_mail ->> 'set_status';
  v_others  text[];
  v_to      text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_email:' || v_new.send_id, 0));
  select * into v_email from public.emails e where e.send_id = v_new.send_id;
  if found then
    return next v_email;
    return;
  end if;
  if p_mail ->> 'draft_id' is not null then
    select * into v_draft from public.email_drafts d where d.id = (p_mail ->> 'draft_id')::uuid for update;
    if v_draft.id is null then
      raise exception 'draft_not_found' using errcode = 'P0404';
    elsif v_draft.sent_at is not null then
      return query select * from public.emails e where e.id = v_draft.sent_email_id;
      return;
    elsif v_draft.version <> (p_mail ->> 'draft_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_draft.version || '.';
    end if;
  end if;
  select * into v_mailbox from public.support_emails s where s.id = v_new.support_email_id and s.deleted_at is null for key share;
  if v_mailbox.id is null then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  v_to := array(select r ->> 'email' from jsonb_array_elements(v_new.to_recipients || v_new.cc_recipients || v_new.bcc_recipients) r);
  v_others := array(
    select distinct lower(a) from unnest(v_to) a
    where not exists (select from public.support_emails s where s.email_address = lower(a) and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    -- What is spam stays spam unless somebody says otherwise.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' then 'spam' else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = true, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and (not e.is_read or e.status <> v_status);
  else
    v_status := coalesce(v_status, 'pending');
    if v_new.forward_of is not null then
      -- Nothing of that matter changes but that it was forwarded; its version says so to whoever looks at it.
      update public.email_threads t set version = t.version + 1, updated_at = now()
      where t.id = (select e.thread_id from public.emails e where e.id = v_new.forward_of and e.deleted_at is null) returning * into v_origin;
      if v_origin.id is null then
        raise exception 'email_not_found' using errcode = 'P0404';
      end if;
    end if;
    insert into public.email_threads (support_email_id, subject, customer_id, participants, status, team, priority, assignee_id)
    values (v_mailbox.id, v_new.subject, case when v_others[1] is not null then
      public.resolve_customer('email', coalesce((select a from unnest(v_to) a where lower(a) = any (v_others) limit 1), v_others[1]), '', 'email') end,
      v_others, v_status, coalesce(v_origin.team, v_mailbox.team), coalesce(v_origin.priority, 'normal'), v_origin.assignee_id)
    returning * into v_thread;
  end if;

  -- The send comes first, because the e-mail refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send(
    'email.smtp',
    jsonb_build_object(
      'support_email_id', v_mailbox.id, 'raw_sha256', p_mail ->> 'raw_sha256', 'from', v_new.from_email, 'to', to_jsonb(v_to), 'message_id', v_new.message_id,
      'status_before', v_thread.status, 'status_after', v_status),
    v_new.send_after, v_new.created_by, v_new.send_id);
  begin
    insert into public.emails (
      support_email_id, thread_id, thread_reason, direction, message_id, in_reply_to, reference_ids, from_email, from_name, to_recipients, cc_recipients,
      bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text, received_at, size, attachment_count, customer_id, is_read, status,
      priority, team, assignee_id, send_id, send_state, send_after, created_by, resend_of, forward_of, notes)
    values (
      v_mailbox.id, v_thread.id, case when v_new.thread_id is not null then 'reply' when v_new.forward_of is not null then 'forward' else 'new' end, 'outbound', v_new.message_id, v_new.in_reply_to, v_new.reference_ids,
      v_new.from_email, v_new.from_name, v_new.to_recipients, v_new.cc_recipients, v_new.bcc_recipients, v_new.subject, v_new.snippet, v_new.body_text,
      v_new.body_html, v_new.new_text, v_new.quoted_text, now(), v_new.size, jsonb_array_length(p_mail -> 'attachments'), v_thread.customer_id,
      true, v_status, v_thread.priority, v_thread.team, v_thread.assignee_id, v_new.send_id, 'queued', v_new.send_after, v_new.created_by, v_new.resend_of,
      v_new.forward_of, coalesce(v_new.notes, '[]'))
    returning * into v_email;
  exception when unique_violation then
    raise exception 'already_resent' using errcode = 'P0409';
  end;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline)
  select v_email.id, a.place - 1, a.item ->> 'sha256', a.item ->> 'filename', a.item ->> 'content_type', (a.item ->> 'size')::bigint,
    coalesce(a.item ->> 'content_id', ''), coalesce((a.item ->> 'is_inline')::boolean, false)
  from jsonb_array_elements(p_mail -> 'attachments') with ordinality as a (item, place);
  insert into public.stored_files (sha256, size)
  select p_mail ->> 'raw_sha256', v_new.size
  union
  select a ->> 'sha256', (a ->> 'size')::bigint from jsonb_array_elements(p_mail -> 'attachments') a
  on conflict (sha256) do nothing;
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_mail -> 'upload_ids') i);
  if v_draft.id is not null then
    update public.email_drafts d set sent_email_id = v_email.id, sent_at = now(), updated_at = now() where d.id = v_draft.id;
  end if;
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of)
      || case when v_new.forward_of is null then '{}' else jsonb_build_object('forward_of', v_new.forward_of) end, v_new.created_by);
  return next v_email;
end $function$;

CREATE OR REPLACE FUNCTION public.reopen_unanswered_thread (
  p_send_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_thread uuid := (select e.thread_id from public.emails e where e.send_id = p_send_id and e.deleted_at is null);
begin
  update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now()
  where t.id = v_thread and t.status not in ('open', 'spam');
  if found then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread and e.status <> 'open';
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."reopen_unanswered_thread"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.reschedule_email (
  p_email_id   uuid,
  p_send_after timestamp with time zone,
  p_raw_sha256 text,
  p_size       integer,
  p_actor_id   uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  select * into v_email from public.emails e where e.id = p_email_id;
  insert into public.stored_files (sha256, size) values (p_raw_sha256, p_size) on conflict (sha256) do nothing;
  perform public.reschedule_send(v_email.send_id, p_send_after, jsonb_build_object('raw_sha256', p_raw_sha256));
  update public.emails e set size = p_size, version = e.version + 1, updated_at = now() where e.id = p_email_id;
  perform public.log_activity('reschedule', 'emails', p_email_id::text,
    jsonb_build_object('send_after', v_email.send_after), jsonb_build_object('send_after', p_send_after), p_actor_id);
end $function$;

CREATE OR REPLACE FUNCTION public.reschedule_send (
  p_id         uuid,
  p_send_after timestamp with time zone,
  p_payload    jsonb                    DEFAULT '{}'::jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.id is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_send.state <> 'queued' then
    raise exception 'send_not_reschedulable' using errcode = 'P0409', detail = 'It is ' || v_send.state || '.';
  end if;
  update public.sends s set send_after = p_send_after, first_tried_at = null, payload = s.payload || p_payload, updated_at = now() where s.id = p_id;
  insert into public.send_events (send_id, kind, state, detail)
  values (p_id, 'rescheduled', 'queued', jsonb_build_object('from', v_send.send_after, 'to', p_send_after));
  -- A job that runs already, and waits for the lock, finds that it is not due.
  perform graphile_worker.remove_job('send:' || p_id || ':again');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
end $function$;

CREATE INDEX email_drafts_sent ON public.email_drafts USING btree (sent_email_id)
  WHERE (sent_email_id IS NOT NULL);

CREATE INDEX sends_failed ON public.sends USING btree (channel, updated_at)
  WHERE (state = 'failed'::text);

CREATE TRIGGER mirror_email
AFTER UPDATE
ON public.sends
FOR EACH ROW
WHEN (
  new.channel = 'email.smtp'
  AND (old.state, old.send_after, old.error_code, old.error_message, old.sent_at)
    IS DISTINCT FROM (new.state, new.send_after, new.error_code, new.error_message, new.sent_at)
)
EXECUTE FUNCTION public.mirror_send_to_email();

COMMENT ON COLUMN "public"."email_drafts"."sent_email_id" IS 'What became of it: sending the same draft again sends nothing, unless that was cancelled. class: none';

COMMENT ON COLUMN "public"."emails"."received_at" IS 'When the server got it (INTERNALDATE); for what we send, when it was queued. class: none';

COMMENT ON COLUMN "public"."emails"."sent_at" IS 'The Date header, which its sender may choose; for what we send, when it was sent, as on its send: null before. class: none';

COMMENT ON COLUMN "public"."sends"."first_tried_at" IS 'When it was tried first, since somebody last gave it its time; what did not leave is tried again for so long after it. class: none';

REVOKE ALL ON FUNCTION "public"."csv_text"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."csv_text"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."csv_text"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_email_sending_troubles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_sending_troubles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_sending_troubles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."notify_of_email"(uuid, text, text, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_email"(uuid, text, text, text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_email"(uuid, text, text, text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."reopen_unanswered_thread"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."reopen_unanswered_thread"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."reopen_unanswered_thread"(uuid) TO "service_role";

-- What waits to be sent was not sent yet, and what was sent was sent when its send says so.
UPDATE public.emails e SET sent_at = s.sent_at FROM public.sends s WHERE s.id = e.send_id AND e.sent_at IS DISTINCT FROM s.sent_at;
