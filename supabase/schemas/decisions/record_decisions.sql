/*
 * Writes what was decided, in the transaction of the act: [{"kind", "entity_type", "entity_id", "module", "chosen", "reason", "rule",
 * "rule_version", "inputs", "candidates"}], in their order. p_context is what they have in common; it is stored once. Returns their ids, in
 * their order.
 */
create function public.record_decisions(p_decisions jsonb, p_context jsonb default null) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_context uuid;
  v_ids     uuid[];
begin
  if p_context is not null and jsonb_array_length(p_decisions) > 0 then
    insert into public.decision_contexts (inputs) values (p_context) returning id into v_context;
  end if;
  with given as materialized (
    select g.value, g.place, gen_random_uuid() as id from jsonb_array_elements(p_decisions) with ordinality g (value, place)
  ), written as (
    insert into public.decisions (id, kind, entity_type, entity_id, module, chosen, reason, rule, rule_version, inputs, candidates, context_id, at)
    select g.id, g.value ->> 'kind', g.value ->> 'entity_type', g.value ->> 'entity_id', g.value ->> 'module', nullif(g.value -> 'chosen', 'null'),
      g.value ->> 'reason', g.value ->> 'rule', g.value ->> 'rule_version', coalesce(g.value -> 'inputs', '{}'), coalesce(g.value -> 'candidates', '[]'),
      v_context, clock_timestamp()
    from given g order by g.place
  )
  select coalesce(array_agg(g.id order by g.place), '{}') into v_ids from given g;
  return v_ids;
end $$;
select public.grant_to_service('record_decisions');
