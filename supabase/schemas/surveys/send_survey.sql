/* What became of an invitation, as a decision about its matter, or its customer; p_reason is in words. */
create function public.note_survey_decision(p_invitation public.survey_invitations, p_reason text) returns void
language sql security definer set search_path = '' as $$
  select public.record_decisions(jsonb_build_array(jsonb_build_object(
    'kind', 'surveys.ask', 'module', 'survey_responses',
    'entity_type', coalesce(p_invitation.entity_type, 'survey_invitation'), 'entity_id', coalesce(p_invitation.entity_id, p_invitation.id::text),
    'chosen', case when p_invitation.sent_at is not null then jsonb_build_object('channel', p_invitation.channel) end,
    'reason', p_reason, 'rule', 'ask_once', 'rule_version', '1',
    'inputs', jsonb_build_object('invitation_id', p_invitation.id, 'survey_id', p_invitation.survey_id, 'reason', p_invitation.reason))))
$$;
select public.grant_to_service('note_survey_decision');

/* An invitation that waits is not sent, for good. */
create function public.suppress_survey(p_id uuid, p_reason text, p_words text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_invitation public.survey_invitations;
begin
  update public.survey_invitations i set state = 'suppressed', reason = p_reason where i.id = p_id and i.state = 'waiting' returning * into v_invitation;
  if found then
    perform public.note_survey_decision(v_invitation, p_words);
  end if;
end $$;
select public.grant_to_service('suppress_survey');

/* An invitation that waits goes on waiting. */
create function public.postpone_survey(p_id uuid, p_until timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.survey_invitations i set send_at = p_until where i.id = p_id and i.state = 'waiting';
  if found then
    perform graphile_worker.add_job('surveys.send', json_build_object('invitation_id', p_id), run_at => p_until, job_key => 'survey:' || p_id);
  end if;
end $$;
select public.grant_to_service('postpone_survey');

/*
 * Sends an invitation that waits: by the chat message p_message, as queue_chat_message has it, or else by e-mail. p_sent: {"channel", "language",
 * "expires_at"}. Of two that are sent to a customer at the same moment the second is suppressed: nobody is asked twice since p_since. Whether it was sent.
 * Raises what queue_chat_message raises.
 */
create function public.send_survey(p_id uuid, p_sent jsonb, p_since timestamptz, p_message jsonb default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_invitation public.survey_invitations;
  v_customer   uuid := (select public.customer_root(i.customer_id) from public.survey_invitations i where i.id = p_id);
begin
  perform pg_advisory_xact_lock(hashtextextended('survey:' || v_customer, 0));
  select * into v_invitation from public.survey_invitations i where i.id = p_id for update;
  if v_invitation.state <> 'waiting' then
    return v_invitation.sent_at is not null;
  end if;
  if exists (
    select from public.survey_invitations o
    where o.customer_id = any (public.customer_members(v_customer)) and o.sent_at > p_since and o.id <> p_id and o.state <> 'failed')
  then
    perform public.suppress_survey(p_id, 'asked_lately', 'The customer was asked at the same moment about something else.');
    return false;
  end if;
  if p_message is not null then
    perform public.queue_chat_message(p_message);
  else
    perform public.queue_send('surveys.mail', jsonb_build_object('invitation_id', p_id), now(), null, p_id);
  end if;
  update public.survey_invitations i set state = 'sent', sent_at = now(), channel = p_sent ->> 'channel', language = p_sent ->> 'language',
    expires_at = (p_sent ->> 'expires_at')::timestamptz, send_id = p_id
  where i.id = p_id returning * into v_invitation;
  insert into public.customer_contacts (customer_id, channel, purpose) values (v_customer, v_invitation.channel, 'survey');
  perform public.note_survey_decision(v_invitation, case v_invitation.channel when 'email' then 'Asked by e-mail.' else 'Asked on WhatsApp.' end);
  return true;
end $$;
select public.grant_to_service('send_survey');

/* After a send failed: its invitation did not arrive, and does not count as asked. */
create function public.mirror_survey_send() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.survey_invitations i set state = 'failed', reason = coalesce(nullif(new.error_code, ''), 'failed') where i.send_id = new.id and i.state = 'sent';
  return null;
end $$;
select public.grant_to_service('mirror_survey_send');

create trigger mirror_survey after update on public.sends
  for each row when (new.state = 'failed' and old.state <> 'failed' and new.channel in ('surveys.mail', 'chat.message')) execute function public.mirror_survey_send();
