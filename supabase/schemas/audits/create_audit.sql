/*
 * An audit of one thing, by the present version of a scorecard. Without agent_id it is about who worked on it most. Raises audit_scorecard_not_found,
 * scorecard_not_for_this, agent_not_found, audit_agent_unknown, already_audited, own_work.
 */
create function public.create_audit(p_audit jsonb, p_by uuid) returns setof public.audits
language plpgsql security definer set search_path = '' as $$
declare
  v_new  public.audits := jsonb_populate_record(null::public.audits, p_audit);
  v_card public.audit_scorecards;
  v_uuid uuid := case when v_new.entity_type <> 'call' then v_new.entity_id::uuid end;
  v_work record;
begin
  select * into v_card from public.audit_scorecards c where c.id = v_new.scorecard_id and c.is_active and c.deleted_at is null for share;
  if v_card.id is null then
    raise exception 'audit_scorecard_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.scorecard_id);
  elsif v_card.entity_types <> '{}' and v_new.entity_type <> all (v_card.entity_types) then
    raise exception 'scorecard_not_for_this' using errcode = 'P0422', detail = jsonb_build_object('entity_types', v_card.entity_types);
  elsif v_new.agent_id is not null and not exists (select from public.agents a where a.id = v_new.agent_id and a.deleted_at is null) then
    raise exception 'agent_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.agent_id);
  end if;
  select w.agent_id, max(w.at) as at, max(w.team) as team into v_work
  from public.audit_work w
  where w.entity_type = v_new.entity_type and (w.item_uuid = v_uuid or w.item_key = case when v_uuid is null then v_new.entity_id end)
    and (v_new.agent_id is null or w.agent_id = v_new.agent_id)
  group by w.agent_id order by count(*) desc, max(w.at) desc, w.agent_id limit 1;
  v_new.agent_id := coalesce(v_new.agent_id, v_work.agent_id);
  if v_new.agent_id is null then
    raise exception 'audit_agent_unknown' using errcode = 'P0422';
  end if;
  return query
    insert into public.audits (entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id, auditor_id, due_on, created_by)
    select v_new.entity_type, v_new.entity_id, v_new.agent_id, coalesce(v_work.team, public.team_of_agent(v_new.agent_id)), coalesce(v_work.at, now()),
      now()::date, v_card.id, v.id, v_new.auditor_id, v_new.due_on, p_by
    from public.audit_scorecard_versions v where v.scorecard_id = v_card.id and v.card_version = v_card.card_version
    on conflict (entity_type, entity_id) where deleted_at is null and status <> 'cancelled' do nothing
    returning *;
  if not found then
    raise exception 'already_audited' using errcode = 'P0409', detail = jsonb_build_object('id', (
      select a.id from public.audits a
      where a.entity_type = v_new.entity_type and a.entity_id = v_new.entity_id and a.deleted_at is null and a.status <> 'cancelled'));
  end if;
end $$;
select public.grant_to_service('create_audit');
