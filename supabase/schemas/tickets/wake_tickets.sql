/* Tickets whose snooze is over are open again; how many. */
create function public.wake_tickets() returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  perform set_config('activity.step', '{"action": "resume", "note": "The snooze is over."}', true);
  update public.tickets t set status = 'open'
  where t.id in (
    select s.id from public.tickets s where s.status = 'snoozed' and s.snoozed_until <= now() order by s.snoozed_until limit 1000 for update skip locked);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $$;
select public.grant_to_service('wake_tickets');
