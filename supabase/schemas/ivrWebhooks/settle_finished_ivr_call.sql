/* After a person completed a call, or opened it again: its caller's missed calls follow. */
create function public.settle_finished_ivr_call() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.settle_missed_calls(array_remove(array[new.customer_number], null));
  return null;
end $$;
select public.grant_to_service('settle_finished_ivr_call');
