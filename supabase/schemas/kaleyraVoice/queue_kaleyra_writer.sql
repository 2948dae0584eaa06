/* Before each statement that writes call logs: wait for the turn. */
create function public.queue_kaleyra_writer() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return null;
end $$;
select public.grant_to_service('queue_kaleyra_writer');
