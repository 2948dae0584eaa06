/*
 * Takes out up to p_limit of the oldest events that are older than p_days, but none that a reaction has not read. Returns how
 * many; call it until it returns 0.
 */
create function public.prune_changes(p_days integer, p_limit integer default 20000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_pruned bigint;
  v_to     bigint;
  v_count  integer;
begin
  -- Two at once would wait for each other's rows, only to find nothing.
  if not pg_try_advisory_xact_lock(hashtext('public.prune_changes')) then
    return 0;
  end if;
  select pruned_seq into v_pruned from public.change_feed_position;
  select least(
    v_pruned + p_limit,
    coalesce(
      (select seq - 1 from public.change_feed where seq > v_pruned and at >= now() - p_days * interval '1 day' order by seq limit 1),
      (select max(seq) from public.change_feed where seq is not null)),
    (select min(last_seq) from public.change_reactions)) into v_to;
  if v_to is null or v_to <= v_pruned then
    return 0;
  end if;
  delete from public.change_feed where seq <= v_to;
  get diagnostics v_count = row_count;
  update public.change_feed_position set pruned_seq = v_to;
  return v_count;
end $$;
select public.grant_to_service('prune_changes');
