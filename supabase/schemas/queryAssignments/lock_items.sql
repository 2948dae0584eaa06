/*
 * Locks things of a kind, whoever writes their query assignments does so first: things, then assignments, then the queue. With p_wait it waits
 * its turn, which only whoever locks a single thing may do; otherwise it leaves out what somebody else holds. Returns what it locked.
 */
create function public.lock_items(p_entity_type text, p_ids uuid[], p_wait boolean) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_items  text := (select items from public.assignable_kinds where entity_type = p_entity_type);
  v_locked uuid[];
begin
  if v_items is null or cardinality(p_ids) = 0 then
    return '{}';
  end if;
  execute format('select array(select t.id from public.%I t where t.id = any ($1) order by t.id for no key update %s)',
    v_items, case when p_wait then '' else 'skip locked' end) into v_locked using p_ids;
  return v_locked;
end $$;
select public.grant_to_service('lock_items');
