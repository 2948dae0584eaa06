/* A number that is called leads to one department. Departments take turns, so that two do not take the same number. Raises department_number_taken. */
create function public.keep_department_numbers() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_other public.departments;
begin
  perform pg_advisory_xact_lock(hashtextextended('department_numbers', 0));
  select * into v_other from public.departments d where d.id <> new.id and d.numbers && new.numbers limit 1;
  if v_other.id is not null then
    raise exception 'department_number_taken' using errcode = 'P0409', detail = jsonb_build_object('department_id', v_other.id);
  end if;
  return null;
end $$;
select public.grant_to_service('keep_department_numbers');
