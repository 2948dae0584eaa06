/*
 * Reads an e-mail anew: what the parser made of it is replaced, what people and triage decided and its thread stay. One that proves to be
 * ours, or not to be, and one that somebody else wrote than was believed, gets its customer, too. p_mail as for write_emails.
 */
create function public.renew_parsed_email(p_mail jsonb, out outcome text)
language plpgsql security definer set search_path = '' as $$
declare
  v_message   public.mailbox_messages;
  v_email     public.emails;
  v_direction text := p_mail ->> 'direction';
  v_writer    text := p_mail -> 'writer' ->> 'email';
  v_customer  uuid := (p_mail ->> 'customer_id')::uuid;
  v_turns     boolean;
  v_is_new    boolean;
begin
  select * into v_message from public.mailbox_messages b where b.id = (p_mail ->> 'mailbox_message_id')::uuid;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = v_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = v_message.email_id for update;
  update public.mailbox_messages b set state = 'parsed', parsed_at = now(), error_code = null, error_message = null where b.id = v_message.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  v_turns := v_email.direction <> v_direction;
  v_is_new := v_turns or v_email.from_email <> v_writer;
  update public.emails e set
    direction = v_direction, kind = p_mail ->> 'kind', kind_reason = p_mail ->> 'kind_reason',
    from_email = v_writer, from_name = p_mail -> 'writer' ->> 'name', customer_id = case when v_is_new then v_customer else e.customer_id end,
    is_read = case when v_turns then v_direction = 'outbound' or '\Seen' = any (v_message.flags) else e.is_read end,
    triage_state = case
      when not v_turns then e.triage_state
      when p_mail ->> 'triage_state' = 'pending' and e.triaged_at is null then 'pending'
      when e.triage_state = 'pending' then 'none'
      else e.triage_state
    end,
    reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = v_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
  if v_is_new then
    update public.email_threads t set
      customer_id = coalesce(t.customer_id, v_customer), participants = array(
        select distinct p from unnest(t.participants || array(select jsonb_array_elements_text(p_mail -> 'people'))) p
        where not (v_direction = 'outbound' and p = v_email.from_email) order by p)
    where t.id = v_email.thread_id;
  end if;
  if exists (select from public.emails e where e.id = v_email.id and e.triage_state = 'pending' and v_turns) then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', json_build_array(v_email.id)), priority => 10);
  end if;
end $$;
select public.grant_to_service('renew_parsed_email');
