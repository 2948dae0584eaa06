/*
 * Reads an e-mail anew: what the parser made of it is replaced, what people and triage decided and its thread stay. One that proves to be
 * ours, or not to be, and one that somebody else wrote than was believed, gets its customer, too.
 */
create function public.renew_parsed_email(p_given public.given_email, p_mail jsonb, p_customer_id uuid, out email_id uuid, out outcome text)
language plpgsql security definer set search_path = '' as $$
declare
  v_message   public.mailbox_messages := p_given.message;
  v_email     public.emails;
  v_direction text := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_turns     boolean;
  v_is_new    boolean;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = v_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = v_message.email_id for update;
  email_id := v_email.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  v_turns := v_email.direction <> v_direction;
  v_is_new := v_turns or v_email.from_email <> coalesce(p_given.writer ->> 'email', '');
  update public.emails e set
    direction = v_direction, kind = p_given.kind, kind_reason = case when p_given.kind = 'message' then '' else p_mail ->> 'kind_reason' end,
    from_email = coalesce(p_given.writer ->> 'email', ''), from_name = coalesce(p_given.writer ->> 'name', ''), customer_id = case when v_is_new then p_customer_id else e.customer_id end,
    is_read = case when v_turns then p_given.is_ours or '\Seen' = any (v_message.flags) else e.is_read end,
    triage_state = case
      when not v_turns then e.triage_state
      when not p_given.is_ours and p_given.kind = 'message' and e.triaged_at is null and e.received_at > now() - interval '14 days' then 'pending'
      when e.triage_state = 'pending' then 'none'
      else e.triage_state
    end,
    reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = v_message.notes || (p_mail -> 'notes') || public.note_on_writer(p_given, p_mail), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
  if v_is_new then
    update public.email_threads t set
      customer_id = coalesce(t.customer_id, p_customer_id), participants = array(
        select distinct p from unnest(t.participants || p_given.people) p where not (p_given.is_ours and p = v_email.from_email) order by p)
    where t.id = v_email.thread_id;
  end if;
  if exists (select from public.emails e where e.id = v_email.id and e.triage_state = 'pending' and v_turns) then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', json_build_array(v_email.id)), priority => 10);
  end if;
end $$;
select public.grant_to_service('renew_parsed_email');
