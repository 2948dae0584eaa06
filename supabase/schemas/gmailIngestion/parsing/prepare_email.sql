/* Finds the thread of an e-mail and makes it ready to be written. Nothing is done, and must_wait is true, when that may be one of p_busy. */
create function public.prepare_email(
  p_email public.emails, p_given public.given_email, p_mailbox public.support_emails, p_mail jsonb, p_may_be_known boolean, p_busy uuid[],
  out placed public.placed_email, out must_wait boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_place  record;
  v_thread public.email_threads;
  v_is_new boolean;
begin
  select * into v_place
  from public.choose_email_thread(p_email, p_given.people, (p_given.message).gmail_thread_id, p_given.ticket_tag, p_mail ->> 'thread_subject', p_mailbox.team, p_may_be_known, p_busy);
  must_wait := v_place.must_wait;
  if must_wait then
    return;
  end if;
  v_thread := v_place.thread;
  v_is_new := v_place.reason like 'new%';
  if not v_is_new then
    -- A person who writes again opens the matter again; spam stays spam.
    if p_email.direction = 'inbound' and p_email.kind = 'message' and v_thread.status not in ('open', 'spam') then
      update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread.id and e.status <> 'open';
      update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = v_thread.id returning * into v_thread;
    end if;
    if p_email.received_at < v_thread.first_message_at or (v_thread.customer_id is null and p_email.customer_id is not null)
      or (v_thread.gmail_thread_id is null and (p_given.message).gmail_thread_id is not null)
    then
      update public.email_threads t set
        subject = case when p_email.received_at < v_thread.first_message_at then p_mail ->> 'thread_subject' else t.subject end,
        customer_id = coalesce(t.customer_id, p_email.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, (p_given.message).gmail_thread_id)
      where t.id = v_thread.id;
    end if;
  end if;
  p_email.thread_id := v_thread.id;
  p_email.thread_reason := v_place.reason;
  p_email.status := v_thread.status;
  p_email.priority := v_thread.priority;
  p_email.team := v_thread.team;
  p_email.assignee_id := v_thread.assignee_id;
  if v_is_new then
    v_thread.message_count := 1;
    v_thread.inbound_count := (p_email.direction = 'inbound')::integer;
    v_thread.unread_count := (p_email.direction = 'inbound' and not p_email.is_read)::integer;
    v_thread.first_message_at := p_email.received_at;
    v_thread.last_message_at := p_email.received_at;
    v_thread.last_inbound_at := case when p_email.direction = 'inbound' then p_email.received_at end;
    v_thread.last_outbound_at := case when p_email.direction = 'outbound' then p_email.received_at end;
    v_thread.last_direction := p_email.direction;
    v_thread.snippet := p_email.snippet;
    placed.new_thread := v_thread;
  end if;
  placed.place := p_given.place;
  placed.email := p_email;
  placed.attachments := p_mail -> 'attachments';
  placed.bounce := p_mail -> 'bounce';
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_given.people <@ v_thread.participants));
end $$;
select public.grant_to_service('prepare_email');
