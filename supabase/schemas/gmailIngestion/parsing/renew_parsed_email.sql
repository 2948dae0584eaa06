/* Reads an e-mail anew: what the parser made of it is replaced, what people and triage decided and its thread stay. */
create function public.renew_parsed_email(p_message public.mailbox_messages, p_mail jsonb, out email_id uuid, out outcome text)
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = p_message.email_id for update;
  email_id := v_email.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  update public.emails e set
    kind = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end,
    kind_reason = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then '' else p_mail ->> 'kind_reason' end,
    from_name = coalesce(p_mail -> 'from' ->> 'name', ''), reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = p_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
end $$;
select public.grant_to_service('renew_parsed_email');
