/* Brings in line what verify_assignments finds, at most p_most things at once. Returns how many that were. */
create function public.mend_assignments(p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_kind  record;
  v_count integer := 0;
begin
  for v_kind in
    select v.entity_type, array_agg(distinct v.entity_id) as ids
    from (select * from public.verify_assignments() f limit p_most) v group by 1
  loop
    perform public.follow_items(v_kind.entity_type, v_kind.ids);
    v_count := v_count + cardinality(v_kind.ids);
  end loop;
  return v_count;
end $$;
select public.grant_to_service('mend_assignments');
