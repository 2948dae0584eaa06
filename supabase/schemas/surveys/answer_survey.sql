/*
 * Stores what a customer answered: {"score", "answer", "answers", "comment", "language"}. A second answer replaces the first while p_edit lasts, and the
 * first is kept; the same once more changes nothing. A bad score opens a ticket, in the background, once. Raises public_link_invalid, survey_answered.
 */
create function public.answer_survey(p_invitation_id uuid, p_answer jsonb, p_edit interval) returns setof public.survey_responses
language plpgsql security definer set search_path = '' as $$
declare
  v_new        public.survey_responses := jsonb_populate_record(null::public.survey_responses, p_answer);
  v_invitation public.survey_invitations;
  v_survey     public.surveys;
  v_response   public.survey_responses;
begin
  select * into v_invitation from public.survey_invitations i where i.id = p_invitation_id for update;
  select * into v_survey from public.surveys s where s.id = v_invitation.survey_id and s.deleted_at is null;
  if v_survey.id is null or v_invitation.sent_at is null or v_invitation.expires_at <= now() then
    raise exception 'public_link_invalid' using errcode = 'P0404';
  end if;
  select * into v_response from public.survey_responses r where r.invitation_id = p_invitation_id for update;
  if v_response.id is null then
    insert into public.survey_responses (invitation_id, survey_id, revision, kind, score, answer, answers, comment, language, channel, customer_id, entity_type,
      entity_id, agent_id, team)
    values (p_invitation_id, v_survey.id, v_invitation.revision, v_survey.kind, v_new.score, v_new.answer, v_new.answers, v_new.comment, v_new.language,
      v_invitation.channel, v_invitation.customer_id, v_invitation.entity_type, v_invitation.entity_id, v_invitation.agent_id, v_invitation.team)
    returning * into v_response;
    update public.survey_invitations i set state = 'answered', reason = null where i.id = p_invitation_id;
  elsif v_response.created_at <= now() - p_edit then
    raise exception 'survey_answered' using errcode = 'P0409';
  elsif v_response.answers <> v_new.answers then
    update public.survey_responses r set score = v_new.score, answer = v_new.answer, answers = v_new.answers, comment = v_new.comment, language = v_new.language,
      edited_at = now(),
      former = r.former || jsonb_build_object('answers', r.answers, 'score', r.score, 'at', coalesce(r.edited_at, r.created_at))
    where r.id = v_response.id returning * into v_response;
  end if;
  if v_response.score <= v_survey.ticket_at_most and v_response.ticket_id is null then
    perform graphile_worker.add_job('surveys.open_ticket', json_build_object('response_id', v_response.id), job_key => 'survey_ticket:' || v_response.id);
  end if;
  return next v_response;
end $$;
select public.grant_to_service('answer_survey');

/*
 * The ticket about a bad answer, once: linked to what the customer was asked about. p_ticket: {"subject", "description"}; its id is the response's, so that
 * twice is one.
 */
create function public.open_survey_ticket(p_response_id uuid, p_ticket jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_response public.survey_responses;
  v_survey   public.surveys;
begin
  select * into v_response from public.survey_responses r where r.id = p_response_id for update;
  if v_response.id is null or v_response.ticket_id is not null then
    return v_response.ticket_id;
  end if;
  select * into v_survey from public.surveys s where s.id = v_response.survey_id;
  perform public.create_ticket(v_response.id, p_ticket || jsonb_build_object(
    'customer_id', v_response.customer_id, 'priority', 'high', 'tags', '["survey"]'::jsonb,
    'team', coalesce(v_survey.ticket_team, v_response.team)), null);
  if v_response.entity_type is not null then
    insert into public.ticket_links (ticket_id, kind, entity_type, entity_id) values (v_response.id, 'related', v_response.entity_type, v_response.entity_id)
    on conflict do nothing;
  end if;
  update public.survey_responses r set ticket_id = v_response.id where r.id = v_response.id;
  return v_response.id;
end $$;
select public.grant_to_service('open_survey_ticket');
