/*
 * Draws work to audit: of each agent the p_sample.per_agent things that come first by their hash with the seed, so that the same seed finds the same ones
 * among the same work. What has a live audit is left out; a thing that several worked on counts for who did most. Auditors get things in turn, never
 * work of their own. The same rule and seed a second time answers the first draw. A preview writes nothing. p_from and p_to are the instants of the days.
 * {"sample", "agents", "items"}. Raises audit_scorecard_not_found, scorecard_not_for_this.
 */
create function public.draw_audit_sample(p_sample jsonb, p_from timestamptz, p_to timestamptz, p_is_preview boolean, p_by uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_new     public.audit_samples := jsonb_populate_record(null::public.audit_samples, p_sample);
  v_sample  public.audit_samples;
  v_card    public.audit_scorecards;
  v_items   jsonb;
  v_auditor record;
begin
  if not p_is_preview then
    v_new.rule_key := md5((p_sample - '{auditor_ids,due_on}'::text[])::text);
    perform pg_advisory_xact_lock(hashtextextended('audit_samples', 0));
    select * into v_sample from public.audit_samples s where s.rule_key = v_new.rule_key;
    if v_sample.id is not null then
      return jsonb_build_object('sample', to_jsonb(v_sample) - 'rule_key', 'agents', v_sample.agents, 'items', '[]'::jsonb);
    end if;
  end if;
  select * into v_card from public.audit_scorecards c where c.id = v_new.scorecard_id and c.is_active and c.deleted_at is null for share;
  if v_card.id is null then
    raise exception 'audit_scorecard_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.scorecard_id);
  elsif v_card.entity_types <> '{}' and not v_new.entity_types <@ v_card.entity_types then
    raise exception 'scorecard_not_for_this' using errcode = 'P0422', detail = jsonb_build_object('entity_types', v_card.entity_types);
  end if;
  v_new.auditor_ids := coalesce(v_new.auditor_ids, '{}');
  v_new.agent_ids := coalesce(v_new.agent_ids, '{}');

  with work as (
    select w.entity_type, coalesce(w.item_uuid::text, w.item_key) as entity_id, w.agent_id, max(w.at) as at, max(w.team) as team, count(*) as pieces
    from public.audit_work w
    where w.entity_type = any (v_new.entity_types) and w.at >= p_from and w.at < p_to
    group by 1, 2, 3
  ), things as (
    select distinct on (w.entity_type, w.entity_id) w.* from work w order by w.entity_type, w.entity_id, w.pieces desc, w.at desc, w.agent_id
  ), eligible as (
    select t.entity_type, t.entity_id, t.agent_id, t.at, g.user_id, m.team, md5(v_new.seed || ':' || t.entity_type || ':' || t.entity_id) as rank,
      exists (select from public.audits a where a.entity_type = t.entity_type collate "C" and a.entity_id = t.entity_id collate "C"
        and a.deleted_at is null and a.status <> 'cancelled') as is_audited
    from things t
    join public.agents g on g.id = t.agent_id and g.deleted_at is null
    cross join lateral (select coalesce(t.team, public.team_of_agent(t.agent_id)) as team) m
    where (v_new.agent_ids = '{}' or t.agent_id = any (v_new.agent_ids)) and (v_new.team is null or m.team = v_new.team)
      and (not coalesce(v_new.only_breached, false) or exists (
        select from public.sla_clocks c where t.entity_type <> 'call' and c.entity_id = t.entity_id::uuid and c.entity_type = t.entity_type collate "C"
          and c.state in ('breached', 'late', 'missed')))
  ), placed as (
    select e.*, row_number() over (partition by e.agent_id, e.is_audited order by e.rank, e.entity_type, e.entity_id) as place from eligible e
  ), drawn as (
    select p.*, row_number() over (order by p.rank, p.entity_type, p.entity_id) - 1 as turn
    from placed p where not p.is_audited and p.place <= v_new.per_agent
  ), dealt as (
    select d.*, o.auditors[d.turn % nullif(cardinality(o.auditors), 0) + 1] as auditor_id
    from drawn d
    cross join lateral (
      select array(select u.id from unnest(v_new.auditor_ids) with ordinality u (id, n) where u.id is distinct from d.user_id order by u.n) as auditors) o
  ), told as (
    select g.agent_id, count(e.agent_id) filter (where not e.is_audited) as eligible, count(e.agent_id) filter (where e.is_audited) as audited_before
    from (select distinct x.agent_id from eligible x union select unnest(v_new.agent_ids)) g
    left join eligible e on e.agent_id = g.agent_id
    group by g.agent_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('entity_type', d.entity_type, 'entity_id', d.entity_id, 'agent_id', d.agent_id, 'team', d.team,
      'work_at', d.at, 'auditor_id', d.auditor_id) order by d.turn), '[]'),
    (select coalesce(jsonb_agg(jsonb_build_object('agent_id', t.agent_id, 'wanted', v_new.per_agent, 'eligible', t.eligible,
      'drawn', least(t.eligible, v_new.per_agent), 'audited_before', t.audited_before) order by t.agent_id), '[]') from told t)
  into v_items, v_new.agents from dealt d;
  if p_is_preview then
    return jsonb_build_object('sample', null, 'agents', v_new.agents, 'items', v_items);
  end if;

  insert into public.audit_samples (rule_key, scorecard_id, scorecard_version_id, seed, per_agent, from_on, to_on, entity_types, agent_ids, team, only_breached,
    auditor_ids, due_on, drawn, agents, created_by)
  select v_new.rule_key, v_card.id, v.id, v_new.seed, v_new.per_agent, v_new.from_on, v_new.to_on, v_new.entity_types, v_new.agent_ids, v_new.team,
    coalesce(v_new.only_breached, false), v_new.auditor_ids, v_new.due_on, jsonb_array_length(v_items), v_new.agents, p_by
  from public.audit_scorecard_versions v where v.scorecard_id = v_card.id and v.card_version = v_card.card_version
  returning * into v_sample;
  -- What somebody audits by hand in the same moment makes this a conflict as a whole: it can be asked for again.
  insert into public.audits (entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id, sample_id, auditor_id, due_on, created_by)
  select i.entity_type, i.entity_id, i.agent_id, i.team, i.work_at, v_new.from_on, v_card.id, v_sample.scorecard_version_id, v_sample.id, i.auditor_id,
    v_new.due_on, p_by
  from jsonb_to_recordset(v_items) i (entity_type text, entity_id text, agent_id uuid, team text, work_at timestamptz, auditor_id uuid);
  for v_auditor in
    select i.auditor_id as id, count(*) as things from jsonb_to_recordset(v_items) i (auditor_id uuid) where i.auditor_id is not null group by 1
  loop
    perform public.notify(jsonb_build_object('user_id', v_auditor.id, 'module', 'audits', 'type', 'audits_assigned',
      'title', v_auditor.things || case v_auditor.things when 1 then ' audit is' else ' audits are' end || ' yours to score',
      'entity_type', 'audit_sample', 'entity_id', v_sample.id, 'dedupe_key', format('audits_assigned:%s:%s', v_sample.id, v_auditor.id)));
  end loop;
  return jsonb_build_object('sample', to_jsonb(v_sample) - 'rule_key', 'agents', v_sample.agents, 'items', v_items);
end $$;
select public.grant_to_service('draw_audit_sample');
