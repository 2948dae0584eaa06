/* Drops the oldest decisions from before p_before, at most p_most, with the contexts that nothing is left of. Returns how many they were. */
create function public.drop_old_decisions(p_before timestamptz, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_contexts uuid[];
  v_dropped  integer;
begin
  with dropped as (
    delete from public.decisions d
    where d.id in (select o.id from public.decisions o where o.at < p_before order by o.at, o.id limit p_most)
    returning d.context_id
  )
  select array_agg(distinct context_id), count(*) into v_contexts, v_dropped from dropped;
  delete from public.decision_contexts c
  where c.id = any (v_contexts) and not exists (select from public.decisions d where d.context_id = c.id);
  return v_dropped;
end $$;
select public.grant_to_service('drop_old_decisions');
