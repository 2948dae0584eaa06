/* Before an update: counts the version up and notes the time when something that people decide changed; that a customer comes again is none of it. */
create function public.touch_lead_row() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.version := old.version;
  if (old.customer_id, old.matter, old.property, old.source, old.status, old.priority, old.team, old.assignee_id, old.value_minor, old.currency,
      old.next_action, old.next_action_at, old.note, old.lost_reason, old.deleted_at)
    is distinct from (new.customer_id, new.matter, new.property, new.source, new.status, new.priority, new.team, new.assignee_id, new.value_minor, new.currency,
      new.next_action, new.next_action_at, new.note, new.lost_reason, new.deleted_at)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
select public.grant_to_service('touch_lead_row');
