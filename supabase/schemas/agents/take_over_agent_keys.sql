/* What named an agent who was deleted may name another one now: numbers and desks are passed on. */
create function public.take_over_agent_keys() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.agents a set
    phone_number = nullif(a.phone_number, new.phone_number),
    employee_code = nullif(a.employee_code, new.employee_code),
    user_id = nullif(a.user_id, new.user_id),
    email = case when lower(a.email) = lower(new.email) then null else a.email end
  where a.deleted_at is not null and a.id <> new.id
    and (a.phone_number = new.phone_number or a.employee_code = new.employee_code or a.user_id = new.user_id or lower(a.email) = lower(new.email));
  return new;
end $$;
select public.grant_to_service('take_over_agent_keys');
