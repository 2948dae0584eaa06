/*
 * Before an update: counts the version up and notes the time when something that people decide changed. Generated columns are not known yet, so the row
 * as a whole cannot tell.
 */
create function public.touch_ticket() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.version := old.version;
  if (old.subject, old.description, old.status, old.priority, old.category, old.team, old.assignee_id, old.customer_id, old.tags,
      old.watcher_ids, old.custom_fields, old.checklist, old.due_at, old.snoozed_until, old.merged_into, old.deleted_at)
    is distinct from (new.subject, new.description, new.status, new.priority, new.category, new.team, new.assignee_id, new.customer_id, new.tags,
      new.watcher_ids, new.custom_fields, new.checklist, new.due_at, new.snoozed_until, new.merged_into, new.deleted_at)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
select public.grant_to_service('touch_ticket');
