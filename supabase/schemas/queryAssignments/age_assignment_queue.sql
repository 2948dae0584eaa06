/* What has waited since before p_before goes before all others from now on. Returns how many these are, at most p_most at once. */
create function public.age_assignment_queue(p_before timestamptz, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_aged integer;
begin
  update public.assignment_queue set is_starving = true
  where id in (
    select q.id from public.assignment_queue q where q.waiting_since <= p_before and not q.is_starving
    order by q.waiting_since limit p_most for update skip locked);
  get diagnostics v_aged = row_count;
  return v_aged;
end $$;
select public.grant_to_service('age_assignment_queue');
