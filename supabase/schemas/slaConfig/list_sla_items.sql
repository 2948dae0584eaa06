/* The next things of a kind after an id, in their order: all of its table, or only those that are open. */
create function public.list_sla_items(p_entity_type text, p_after uuid, p_most integer, p_live boolean) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_items text := (select k.items from public.sla_kinds k where k.entity_type = p_entity_type);
  v_ids   uuid[];
begin
  if p_live then
    return array(
      select i.entity_id from public.sla_items i
      where i.entity_type = p_entity_type and i.is_live and i.entity_id > p_after order by i.entity_id limit p_most);
  end if;
  execute format('select array(select t.id from public.%I t where t.id > $1 order by t.id limit $2)', v_items) into v_ids using p_after, p_most;
  return v_ids;
end $$;
select public.grant_to_service('list_sla_items');
