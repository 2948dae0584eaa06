/*
 * Decisions of all sources, newest first, after the row {"at", "id"} of p_place. p_modules: what the caller may view, null for all. p_filter:
 * kind (a list), rule, entity_type, entity_id, from, to. With p_whole also what they were made from, and of whom or what was chosen.
 */
create function public.get_decisions(p_modules text[], p_filter jsonb, p_place jsonb, p_limit integer, p_whole boolean default false)
returns table (
  id uuid, kind text, entity_type text, entity_id text, chosen jsonb, reason text, rule text, rule_version text, at timestamptz,
  inputs jsonb, candidates jsonb, context jsonb
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_conditions text := concat(
    case when p_filter ? 'rule' then format(' and d.rule = %L', p_filter ->> 'rule') end,
    case when p_filter ? 'entity_type' then format(' and d.entity_type = %L', p_filter ->> 'entity_type') end,
    case when p_filter ? 'entity_id' then format(' and d.entity_id = %L', p_filter ->> 'entity_id') end,
    case when p_filter ? 'from' then format(' and d.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and d.at < %L', p_filter ->> 'to') end,
    -- The time alone as well: an index begins there.
    case when p_place is not null then format(' and d.at <= %1$L and (d.at, d.id) < (%1$L, %2$L)', p_place ->> 'at', p_place ->> 'id') end);
  v_kinds text[] := array(select jsonb_array_elements_text(p_filter -> 'kind'));
  v_parts text;
begin
  select string_agg(format('(select d.id, d.kind::text, d.entity_type::text, d.entity_id::text, d.chosen, d.reason, d.rule::text, d.rule_version::text,
      d.at, d.inputs, d.candidates, d.context_id from public.%I d where true%s order by d.at desc, d.id desc limit %s)',
    s.relation, s.conditions || v_conditions, p_limit), ' union all ')
  into v_parts
  from (
    select 'decisions' as relation, concat(
      case when p_modules is not null then format(' and d.module = any (%L)', p_modules) end,
      case when p_filter ? 'kind' then format(' and d.kind = any (%L)', v_kinds) end) as conditions
    union all
    select s.relation, '' from public.decision_sources s
    where (p_modules is null or s.module = any (p_modules)) and (not p_filter ? 'kind' or s.kind = any (v_kinds))
  ) s;
  return query execute format('
    select d.id, d.kind, d.entity_type, d.entity_id, d.chosen, d.reason, d.rule, d.rule_version, d.at,
      case when $1 then d.inputs end, case when $1 then d.candidates end, case when $1 then c.inputs end
    from (select * from (%s) a order by a.at desc, a.id desc limit %s) d
    left join public.decision_contexts c on $1 and c.id = d.context_id
    order by d.at desc, d.id desc', v_parts, p_limit) using p_whole;
end $$;
select public.grant_to_service('get_decisions');
