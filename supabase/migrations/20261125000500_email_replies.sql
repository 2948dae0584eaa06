-- E-mail that we write: uploads, drafts, queueing, undo, settling, resending, and what a send tells its e-mail.

create unique index emails_resent_once on public.emails (resend_of) where resend_of is not null and send_state not in ('failed', 'cancelled');

-- Uploads -----------------------------------------------------------------------------------------

create table public.email_uploads (
  id           uuid primary key default gen_random_uuid(),
  sha256       text collate "C" not null,
  filename     text not null,
  content_type text not null,
  size         bigint not null,
  created_by   uuid not null,
  created_at   timestamptz not null default now(),
  used_at      timestamptz
);
comment on table public.email_uploads is
  'Files that were brought to be attached. Rows go after seven days without use; the content stays in the file store, where others may share it. access: service only';
create index email_uploads_age on public.email_uploads (coalesce(used_at, created_at));
create trigger email_uploads_activity after insert on public.email_uploads for each row execute function public.record_activity('id');
alter table public.email_uploads enable row level security;
revoke all on public.email_uploads from public, anon, authenticated;
grant all on public.email_uploads to service_role;

/* Notes a file that lies in the file store by now. */
create function public.add_email_upload(p_sha256 text, p_filename text, p_content_type text, p_size bigint, p_created_by uuid) returns setof public.email_uploads
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  return query
  insert into public.email_uploads (sha256, filename, content_type, size, created_by)
  values (p_sha256, p_filename, p_content_type, p_size, p_created_by) returning *;
end $$;

-- Drafts ------------------------------------------------------------------------------------------

create table public.email_drafts (
  id               uuid primary key default gen_random_uuid(),
  support_email_id uuid not null references public.support_emails (id),
  answers_email_id uuid references public.emails (id) on delete cascade,
  to_recipients    jsonb,
  cc_recipients    jsonb,
  bcc_recipients   jsonb,
  reply_all        boolean not null default false,
  subject          text,
  body_text        text,
  body_html        text,
  attachment_ids   uuid[] not null default '{}',
  include_quote    boolean not null default true,
  use_signature    boolean not null default true,
  set_status       text check (set_status in ('open', 'pending', 'resolved', 'closed')),
  sent_email_id    uuid references public.emails (id) on delete set null,
  sent_at          timestamptz,
  version          integer not null default 1,
  created_by       uuid not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
comment on table public.email_drafts is 'E-mails that somebody is writing; seen by their writer alone.';
comment on column public.email_drafts.answers_email_id is 'The e-mail it answers; null for a new one.';
comment on column public.email_drafts.to_recipients is '[{"email", "name"}]; null: whoever the answered e-mail says.';
comment on column public.email_drafts.sent_email_id is 'What became of it: sending the same draft again sends nothing.';
create index email_drafts_list on public.email_drafts (created_by, updated_at desc, id desc) where sent_at is null;
create index email_drafts_answers on public.email_drafts (answers_email_id) where answers_email_id is not null;

alter table public.email_drafts enable row level security;
create policy email_drafts_view on public.email_drafts for select to authenticated
  using (created_by = (select auth.uid()) and (select public.has_permission('emails', 'view')));
revoke all on public.email_drafts from public, anon, authenticated;
grant all on public.email_drafts to service_role;
grant select on public.email_drafts to authenticated;

/* That a draft was written is noted, its words are not: it is saved every few seconds. */
create function public.record_email_draft_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.email_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(
    lower(tg_op), 'email_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'support_email_id', v_row.support_email_id, 'answers_email_id', v_row.answers_email_id, 'sent_email_id', v_row.sent_email_id));
  return null;
end $$;
create trigger email_drafts_activity after insert or update or delete on public.email_drafts
  for each row execute function public.record_email_draft_activity();

-- What a send tells its e-mail ----------------------------------------------------------------------

/*
 * What the send learns, its e-mail shows. What left needs a copy in Sent; what is uncertain is looked for there. Both are jobs of
 * their own, so that neither can send anything again.
 */
create function public.mirror_send_to_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  end if;
  return null;
end $$;
create trigger mirror_email after update on public.sends
  for each row when (
    new.channel = 'email.smtp'
    and (old.state, old.send_after, old.error_code, old.error_message) is distinct from (new.state, new.send_after, new.error_code, new.error_message))
  execute function public.mirror_send_to_email();

/* Recipients that the server refused among accepted ones are said on the e-mail. */
create function public.note_refused_recipients() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    notes = e.notes || (
      select jsonb_agg(jsonb_build_object('code', 'recipient_refused', 'message', (r ->> 'email') || ': ' || left(r ->> 'response', 500)))
      from jsonb_array_elements(new.detail -> 'rejected') r),
    updated_at = now()
  where e.send_id = new.send_id;
  return null;
end $$;
create trigger note_refused_recipients after insert on public.send_events
  for each row when (new.kind = 'accepted' and jsonb_typeof(new.detail -> 'rejected') = 'array' and new.detail -> 'rejected' <> '[]')
  execute function public.note_refused_recipients();

-- Queueing ------------------------------------------------------------------------------------------

/*
 * Writes an e-mail to be sent: its row in its thread, attachments, the send with its job, and what it means for the thread.
 * p_mail: {"send_id", "support_email_id", "thread_id" (null: a new one), "resend_of", "draft_id", "draft_version", "message_id", "in_reply_to",
 * "reference_ids", "from_email", "from_name", "to_recipients", "cc_recipients", "bcc_recipients", "subject", "snippet", "body_text",
 * "body_html", "new_text", "quoted_text", "size", "attachments": [{"sha256", "filename", "content_type", "size"}], "upload_ids", "raw_sha256", "send_after",
 * "set_status", "created_by"}. The same send_id, or a draft that was sent, gives the e-mail that is there.
 * Raises support_email_not_found, draft_not_found, stale_version, already_resent.
 */
create function public.queue_email(p_mail jsonb) returns setof public.emails
language plpgsql security definer set search_path = '' as $$
declare
  v_new     public.emails := jsonb_populate_record(null::public.emails, p_mail);
  v_email   public.emails;
  v_draft   public.email_drafts;
  v_mailbox public.support_emails;
  v_thread  public.email_threads;
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
    insert into public.email_threads (support_email_id, subject, customer_id, participants, status, team)
    values (v_mailbox.id, v_new.subject, case when v_others[1] is not null then
      public.resolve_customer('email', coalesce((select a from unnest(v_to) a where lower(a) = any (v_others) limit 1), v_others[1]), '', 'email') end,
      v_others, v_status, v_mailbox.team)
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
      bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text, sent_at, received_at, size, attachment_count, customer_id, is_read, status,
      priority, team, assignee_id, send_id, send_state, send_after, created_by, resend_of)
    values (
      v_mailbox.id, v_thread.id, case when v_new.thread_id is null then 'new' else 'reply' end, 'outbound', v_new.message_id, v_new.in_reply_to, v_new.reference_ids,
      v_new.from_email, v_new.from_name, v_new.to_recipients, v_new.cc_recipients, v_new.bcc_recipients, v_new.subject, v_new.snippet, v_new.body_text,
      v_new.body_html, v_new.new_text, v_new.quoted_text, v_new.send_after, now(), v_new.size, jsonb_array_length(p_mail -> 'attachments'), v_thread.customer_id,
      true, v_status, v_thread.priority, v_thread.team, v_thread.assignee_id, v_new.send_id, 'queued', v_new.send_after, v_new.created_by, v_new.resend_of)
    returning * into v_email;
  exception when unique_violation then
    raise exception 'already_resent' using errcode = 'P0409';
  end;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size)
  select v_email.id, a.place - 1, a.item ->> 'sha256', a.item ->> 'filename', a.item ->> 'content_type', (a.item ->> 'size')::bigint
  from jsonb_array_elements(p_mail -> 'attachments') with ordinality as a (item, place);
  insert into public.stored_files (sha256, size) values (p_mail ->> 'raw_sha256', v_new.size) on conflict (sha256) do nothing;
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_mail -> 'upload_ids') i);
  if v_draft.id is not null then
    update public.email_drafts d set sent_email_id = v_email.id, sent_at = now(), updated_at = now() where d.id = v_draft.id;
  end if;
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of), v_new.created_by);
  return next v_email;
end $$;

/* Takes back an e-mail that is not under way, and gives its thread the status it had. Raises email_not_found, email_not_outbound, send_not_cancellable. */
create function public.cancel_email(p_email_id uuid, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
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
  perform public.log_activity('cancel', 'emails', p_email_id::text, null, null, p_actor_id);
end $$;

/* A person says what became of an uncertain e-mail. Raises email_not_found, email_not_outbound, send_not_uncertain. */
create function public.settle_email(p_email_id uuid, p_state text, p_reason text, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  perform public.settle_send(v_email.send_id, p_state, p_reason);
  perform public.log_activity('settle', 'emails', p_email_id::text, null, jsonb_build_object('state', p_state, 'reason', p_reason), p_actor_id);
end $$;

/* The mailbox's server refused to let us in: somebody has to give other credentials, and is told so once a day. */
create function public.note_smtp_refusal(p_support_email_id uuid, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_mailbox public.support_emails;
begin
  update public.support_emails s set
    state = 'reconnect_needed', state_changed_at = case when s.state = 'reconnect_needed' then s.state_changed_at else now() end,
    auth_failures = s.auth_failures + 1, last_error_code = p_error_code, last_error_message = left(p_error_message, 2000), last_error_at = now(), updated_at = now()
  where s.id = p_support_email_id and s.deleted_at is null
  returning * into v_mailbox;
  if v_mailbox.id is not null then
    perform public.notify_once(
      null, 'support_emails', 'mailbox_reconnect_needed', 'A mailbox needs other credentials',
      v_mailbox.email_address || ' cannot send: its server refuses the sign-in.', 'support_emails', v_mailbox.id::text,
      'mailbox_reconnect_needed:' || v_mailbox.id || ':' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD'));
  end if;
end $$;

/* Uploads that nobody used for seven days, and drafts that were sent as long ago. */
create function public.clean_email_leftovers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_drafts d where d.sent_at < now() - interval '7 days';
  delete from public.email_uploads u
  where coalesce(u.used_at, u.created_at) < now() - interval '7 days'
    and not exists (select from public.email_drafts d where u.id = any (d.attachment_ids));
end $$;

revoke execute on function
  public.add_email_upload(text, text, text, bigint, uuid), public.record_email_draft_activity(), public.mirror_send_to_email(),
  public.note_refused_recipients(), public.queue_email(jsonb), public.cancel_email(uuid, uuid), public.settle_email(uuid, text, text, uuid),
  public.note_smtp_refusal(uuid, text, text), public.clean_email_leftovers()
from public, anon, authenticated;
grant execute on function
  public.add_email_upload(text, text, text, bigint, uuid), public.queue_email(jsonb), public.cancel_email(uuid, uuid),
  public.settle_email(uuid, text, text, uuid), public.note_smtp_refusal(uuid, text, text), public.clean_email_leftovers()
to service_role;
