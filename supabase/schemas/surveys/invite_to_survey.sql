/*
 * Asks a customer, in a job: whether he may be asked is decided there. p_invitation: {"id", "survey_id", "entity_type", "entity_id" (or "customer_id"
 * alone), "origin", "also_auto_resolved", "send_at", "created_by"}. The same id, and a matter that was asked about, give the invitation that is there.
 * Raises survey_not_found, survey_not_active, survey_subject_unknown, and by foreign key a customer that does not exist.
 */
create function public.invite_to_survey(p_invitation jsonb) returns setof public.survey_invitations
language plpgsql security definer set search_path = '' as $$
declare
  v_new     public.survey_invitations := jsonb_populate_record(null::public.survey_invitations, p_invitation);
  v_survey  public.surveys;
  v_subject jsonb;
begin
  return query select * from public.survey_invitations i where i.id = v_new.id;
  if found then
    return;
  end if;
  select * into v_survey from public.surveys s where s.id = v_new.survey_id and s.deleted_at is null for share;
  if v_survey.id is null then
    raise exception 'survey_not_found' using errcode = 'P0404';
  elsif not v_survey.is_active then
    raise exception 'survey_not_active' using errcode = 'P0409';
  end if;
  if v_new.entity_type is not null then
    v_subject := public.get_survey_subject(v_new.entity_type, v_new.entity_id);
    if v_subject is null then
      raise exception 'survey_subject_unknown' using errcode = 'P0422';
    end if;
  end if;
  insert into public.survey_invitations (id, survey_id, revision, origin, also_auto_resolved, customer_id, entity_type, entity_id, agent_id, team, send_at, created_by)
  values (v_new.id, v_survey.id, v_survey.revision, v_new.origin, coalesce(v_new.also_auto_resolved, false),
    public.customer_root(coalesce((v_subject ->> 'customer_id')::uuid, v_new.customer_id)), v_new.entity_type, v_new.entity_id,
    (v_subject ->> 'agent_id')::uuid, v_subject ->> 'team', coalesce(v_new.send_at, now()), v_new.created_by)
  on conflict do nothing returning * into v_new;
  if v_new.revision is null then
    return query select * from public.survey_invitations i
      where i.id = (p_invitation ->> 'id')::uuid or i.survey_id = v_survey.id and i.entity_type = p_invitation ->> 'entity_type' and i.entity_id = p_invitation ->> 'entity_id'
        and i.state not in ('suppressed', 'failed');
    return;
  end if;
  perform graphile_worker.add_job('surveys.send', json_build_object('invitation_id', v_new.id), run_at => v_new.send_at, job_key => 'survey:' || v_new.id);
  if v_new.origin = 'person' then
    perform public.log_activity('invite', 'survey_invitations', v_new.id::text, null, to_jsonb(v_new));
  end if;
  return next v_new;
end $$;
select public.grant_to_service('invite_to_survey');
