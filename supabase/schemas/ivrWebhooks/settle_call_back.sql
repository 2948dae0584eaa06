/* After an attempt was answered: the missed calls that it was a call back for are made good. */
create function public.settle_call_back() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_numbers text[];
begin
  v_numbers := array(
    select c.customer_number from public.ivr_call_backs b join public.ivr_calls c on c.id = b.call_id
    where b.attempt_id = new.id and c.customer_number is not null);
  perform public.settle_missed_calls(v_numbers);
  -- Also of those that a person has completed since.
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $$;
select public.grant_to_service('settle_call_back');

create trigger ivr_call_back_answered after update of outcome on public.call_attempts for each row
  when (new.outcome = 'answered' and old.outcome is distinct from new.outcome) execute function public.settle_call_back();
