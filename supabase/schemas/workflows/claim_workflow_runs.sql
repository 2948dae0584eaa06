/* Takes up to p_most runs that are due, for so long: whoever is killed loses them to the next caller. */
create function public.claim_workflow_runs(p_most integer, p_lease_ms integer) returns setof public.workflow_runs
language sql security definer set search_path = '' as $$
  update public.workflow_runs r set lease_until = now() + p_lease_ms * interval '1 millisecond', next_at = now() + p_lease_ms * interval '1 millisecond'
  where r.id in (
    select d.id from public.workflow_runs d where d.next_at <= now() order by d.next_at, d.id limit p_most for update skip locked)
  returning r.*
$$;
select public.grant_to_service('claim_workflow_runs');
