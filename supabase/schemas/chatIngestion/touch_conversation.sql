/* Before an update: counts the version up and notes the time when something that people decide changed. */
create function public.touch_conversation() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (old.status, old.priority, old.team, old.assignee_id, old.labels, old.snoozed_until, old.merged_into)
    is distinct from (new.status, new.priority, new.team, new.assignee_id, new.labels, new.snoozed_until, new.merged_into)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
select public.grant_to_service('touch_conversation');
