/*
 * Tells people of warnings and breaches, each once, with the decision: [{"entity_type", "entity_id", "metric", "cycle", "started_at", "kind", "module",
 * "agent_id", "team", "title", "body", "decision"}]. Told is who has the thing; of a breach, and when nobody has it, the leads of the team as well; when
 * there are none, whoever may view the module. Returns how many were told for the first time.
 */
create function public.tell_sla(p_notices jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_new       jsonb;
  v_decisions uuid[];
  v_notice    record;
  v_user      uuid;
begin
  with given as (
    select n.*, g.value, g.place
    from jsonb_array_elements(p_notices) with ordinality g (value, place)
    cross join lateral jsonb_to_record(g.value) n (entity_type text, entity_id uuid, metric text, started_at timestamptz, kind text, agent_id uuid, team text)
  ), told as (
    insert into public.sla_notices (entity_type, entity_id, metric, started_at, kind, user_ids)
    select g.entity_type, g.entity_id, g.metric, g.started_at, g.kind, array(
      select distinct u.id from (
        select a.user_id as id from public.agents a where a.id = g.agent_id and a.deleted_at is null
        union all
        select a.user_id from public.teams t
        join public.team_members m on m.team_id = t.id and m.role = 'lead'
        join public.agents a on a.id = m.agent_id and a.deleted_at is null
        where t.key = g.team and (g.kind = 'breach' or g.agent_id is null)
      ) u where u.id is not null order by 1)
    from given g order by g.place
    on conflict do nothing
    returning *
  )
  select jsonb_agg(g.value || jsonb_build_object('user_ids', t.user_ids) order by g.place) into v_new
  from told t join given g on (g.entity_id, g.metric, g.started_at, g.kind) = (t.entity_id, t.metric, t.started_at, t.kind);
  if v_new is null then
    return 0;
  end if;
  v_decisions := public.record_decisions((select jsonb_agg(n.value -> 'decision' || jsonb_build_object(
    'chosen', jsonb_build_object('kind', n.value -> 'kind', 'user_ids', n.value -> 'user_ids')) order by n.place)
    from jsonb_array_elements(v_new) with ordinality n (value, place)));
  for v_notice in
    select n.*, r.value, r.place
    from jsonb_array_elements(v_new) with ordinality r (value, place)
    cross join lateral jsonb_to_record(r.value) n (entity_type text, entity_id uuid, metric text, started_at timestamptz, kind text, module text, title text,
      body text, user_ids uuid[])
    order by r.place
  loop
    update public.sla_notices s set decision_id = v_decisions[v_notice.place]
    where (s.entity_id, s.metric, s.started_at, s.kind) = (v_notice.entity_id, v_notice.metric, v_notice.started_at, v_notice.kind);
    foreach v_user in array case when cardinality(v_notice.user_ids) = 0 then array[null::uuid] else v_notice.user_ids end loop
      perform public.notify_once(v_user, v_notice.module, 'sla_' || v_notice.kind, v_notice.title, v_notice.body, v_notice.entity_type, v_notice.entity_id::text,
        concat_ws(':', 'sla', v_notice.kind, v_notice.entity_id, v_notice.metric, public.sla_ms(v_notice.started_at), v_user));
    end loop;
  end loop;
  return jsonb_array_length(v_new);
end $$;
select public.grant_to_service('tell_sla');
