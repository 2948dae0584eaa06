/* Writes who holds things of a kind on the things themselves. */
create function public.write_copies(p_entity_type text, p_ids uuid[], p_agents uuid[], p_team text default null, p_note text default '') returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_assign text := (select assign from public.assignable_kinds where entity_type = p_entity_type);
begin
  execute format('select public.%I($1, $2, $3, $4)', v_assign) using p_ids, p_agents, p_team, p_note;
end $$;
select public.grant_to_service('write_copies');
