/*
 * Takes a merge back, also when the two were merged further since: whoever came with the first leaves with it. What came in meanwhile stays with
 * the address by which it came. Raises merge_not_found, merge_already_undone.
 */
create function public.unmerge_customers(p_merge_id uuid, p_by uuid) returns setof public.customer_merges
language plpgsql security definer set search_path = '' as $$
declare
  v_merge public.customer_merges;
  v_root  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_merges', 0));
  select * into v_merge from public.customer_merges m where m.id = p_merge_id for update;
  if v_merge.id is null then
    raise exception 'merge_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_merge_id);
  elsif v_merge.undone_at is not null then
    raise exception 'merge_already_undone' using errcode = 'P0409', detail = jsonb_build_object('undone_at', v_merge.undone_at);
  end if;
  v_root := public.customer_root(v_merge.into_id);
  update public.customer_merges m set undone_at = now(), undone_by = p_by where m.id = p_merge_id returning * into v_merge;
  with recursive leaving as (
    select v_merge.customer_id as id
    union
    select m.customer_id from leaving l join public.customer_merges m on m.into_id = l.id and m.undone_at is null
  )
  update public.customers c set merged_into = nullif(v_merge.customer_id, c.id) where c.id in (select l.id from leaving l);
  perform public.describe_customers(array[v_root, v_merge.customer_id]);
  -- A person has said that they are two.
  update public.customer_suggestions s set state = 'dismissed', decided_by = p_by, decided_at = now(), updated_at = now()
  where s.state = 'merged' and public.customer_root(s.customer_id) <> public.customer_root(s.other_id)
    and (s.customer_id = any (public.customer_members(v_merge.customer_id)) or s.other_id = any (public.customer_members(v_merge.customer_id)));
  perform public.log_activity('unmerge', 'customers', v_root::text, null, to_jsonb(v_merge));
  return next v_merge;
end $$;
select public.grant_to_service('unmerge_customers');
