/*
 * Makes a scorecard, or changes the one with p_id. Other sections or another cap are a new version, the same ones are none. No row when there is no such
 * scorecard. Raises stale_version, and conflict when the name is taken.
 */
create function public.save_audit_scorecard(p_id uuid, p_card jsonb, p_version integer, p_by uuid) returns setof public.audit_scorecards
language plpgsql security definer set search_path = '' as $$
declare
  v_card public.audit_scorecards;
  v_now  public.audit_scorecard_versions;
  v_next public.audit_scorecard_versions;
begin
  if p_id is null then
    v_card := jsonb_populate_record(null::public.audit_scorecards, p_card);
    insert into public.audit_scorecards (name, description, entity_types, is_active, created_by)
    values (v_card.name, coalesce(v_card.description, ''), coalesce(v_card.entity_types, '{}'), coalesce(v_card.is_active, true), p_by)
    returning * into v_card;
    insert into public.audit_scorecard_versions (scorecard_id, card_version, sections, critical_cap, created_by)
    values (v_card.id, 1, p_card -> 'sections', coalesce((p_card ->> 'critical_cap')::numeric, 0), p_by);
    return next v_card;
    return;
  end if;

  select * into v_card from public.audit_scorecards c where c.id = p_id and c.deleted_at is null for update;
  if v_card.id is null then
    return;
  elsif p_version <> v_card.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_card.version);
  end if;
  select * into v_now from public.audit_scorecard_versions v where v.scorecard_id = p_id and v.card_version = v_card.card_version;
  v_next := jsonb_populate_record(v_now, p_card - '{id,scorecard_id,card_version}'::text[]);
  if (v_next.sections, v_next.critical_cap) is distinct from (v_now.sections, v_now.critical_cap) then
    insert into public.audit_scorecard_versions (scorecard_id, card_version, sections, critical_cap, created_by)
    values (p_id, v_card.card_version + 1, v_next.sections, v_next.critical_cap, p_by);
    v_card.card_version := v_card.card_version + 1;
  end if;
  v_card := jsonb_populate_record(v_card, p_card - '{id,card_version}'::text[]);
  return query
    update public.audit_scorecards c set name = v_card.name, description = v_card.description, entity_types = v_card.entity_types,
      is_active = v_card.is_active, card_version = v_card.card_version
    where c.id = p_id returning c.*;
end $$;
select public.grant_to_service('save_audit_scorecard');
