/* Before an update: counts the version up when something that people decide changed. */
create function public.touch_ivr_call() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (old.completed_at, old.department, old.assignee_id, old.category_id, old.notes, old.attempts)
    is distinct from (new.completed_at, new.department, new.assignee_id, new.category_id, new.notes, new.attempts)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
select public.grant_to_service('touch_ivr_call');
