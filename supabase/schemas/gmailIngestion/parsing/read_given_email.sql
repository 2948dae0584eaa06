/* The e-mail that a message is, without a thread yet and without its texts: those are long, and go straight from what was parsed into the table. */
create function public.read_given_email(p_given public.given_email, p_mail jsonb, p_customer_id uuid) returns public.emails
language plpgsql stable set search_path = '' as $$
declare
  v_email public.emails;
begin
  v_email.id := gen_random_uuid();
  v_email.support_email_id := (p_given.message).support_email_id;
  v_email.mailbox_message_id := (p_given.message).id;
  v_email.direction := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_email.kind := p_given.kind;
  v_email.kind_reason := case when v_email.kind = 'message' then '' else p_mail ->> 'kind_reason' end;
  v_email.message_id := p_mail ->> 'message_id';
  v_email.in_reply_to := p_mail ->> 'in_reply_to';
  v_email.reference_ids := p_given.reference_ids;
  v_email.from_email := coalesce(p_given.writer ->> 'email', '');
  v_email.from_name := coalesce(p_given.writer ->> 'name', '');
  v_email.reply_to := p_mail -> 'reply_to';
  v_email.to_recipients := p_mail -> 'to';
  v_email.cc_recipients := p_mail -> 'cc';
  v_email.bcc_recipients := p_mail -> 'bcc';
  v_email.subject := p_mail ->> 'subject';
  v_email.snippet := p_mail ->> 'snippet';
  v_email.sent_at := (p_mail ->> 'sent_at')::timestamptz;
  v_email.received_at := (p_given.message).received_at;
  v_email.size := (p_given.message).raw_size;
  v_email.attachment_count := jsonb_array_length(p_mail -> 'attachments');
  v_email.notes := (p_given.message).notes || (p_mail -> 'notes') || public.note_on_writer(p_given, p_mail);
  v_email.customer_id := p_customer_id;
  v_email.is_read := p_given.is_ours or '\Seen' = any ((p_given.message).flags);
  v_email.triage_state := case when not p_given.is_ours and v_email.kind = 'message' and v_email.received_at > now() - interval '14 days' then 'pending' else 'none' end;
  return v_email;
end $$;
select public.grant_to_service('read_given_email');
