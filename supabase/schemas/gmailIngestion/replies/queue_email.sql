/*
 * Writes an e-mail to be sent: its row in its thread, attachments, the send with its job, and what it means for the thread.
 * p_mail: {"send_id", "support_email_id", "thread_id" (null: a new one), "thread_version" (that its writer saw), "resend_of", "draft_id", "draft_version", "message_id", "in_reply_to",
 * "reference_ids", "from_email", "from_name", "to_recipients", "cc_recipients", "bcc_recipients", "subject", "snippet", "body_text",
 * "body_html", "new_text", "quoted_text", "size", "attachments": [{"sha256", "filename", "content_type", "size",
 * "content_id", "is_inline"}], "notes", "upload_ids", "raw_sha256", "send_after", "set_status", "forward_of", "template_id", "created_by"}. The same send_id, or a draft
 * that was sent, gives the e-mail that is there. A forward begins a thread of its own, for the same team and agent as the one it comes from.
 * Raises support_email_not_found, email_not_found (what is to be forwarded), draft_not_found, stale_version, already_resent.
 */
create function public.queue_email(p_mail jsonb) returns setof public.emails
language plpgsql security definer set search_path = '' as $$
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
    where not exists (select from public.support_emails s where s.addresses @> array[lower(a) collate "C"] and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    if v_thread.version <> (p_mail ->> 'thread_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_thread.version || '.';
    end if;
    -- What is spam stays spam unless somebody says otherwise.
    -- What a rule writes by itself is nobody's answer: nothing was read, and the matter stands as it did.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' or v_new.created_by is null then v_thread.status else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = e.is_read or v_new.created_by is not null, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and ((v_new.created_by is not null and not e.is_read) or e.status <> v_status);
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
  perform public.use_chat_template((p_mail ->> 'template_id')::uuid);
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of)
      || case when v_new.forward_of is null then '{}' else jsonb_build_object('forward_of', v_new.forward_of) end, v_new.created_by);
  return next v_email;
end $$;
select public.grant_to_service('queue_email');
