/* Whoever comes to view a module finds its notices of the last thirty days, unread: nothing that was said before anybody could hear it is lost. */
create function public.deliver_missed_notifications(p_users uuid[]) returns void
language sql security definer set search_path = '' as $$
  insert into public.notification_receipts (id, user_id, for_viewers_of, module, type, priority, title, body, entity_type, entity_id, approval_request_id, created_at)
  select n.id, u.id, n.module, n.module, n.type, n.priority, n.title, n.body, n.entity_type, n.entity_id, n.approval_request_id, n.created_at
  from unnest(p_users) u (id)
  join auth.users a on a.id = u.id
  join public.modules m on u.id in (select public.viewers_of_module(m.key))
  join public.notifications n on n.module = m.key and n.audience = 'module' and n.created_at > now() - interval '30 days' and n.recalled_at is null
    and n.created_by is distinct from u.id
  on conflict do nothing
$$;
select public.grant_to_service('deliver_missed_notifications');

create function public.follow_viewers() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'user_roles' then
    perform public.deliver_missed_notifications(array(select distinct n.user_id from new_rows n));
  else
    perform public.deliver_missed_notifications(array(
      select distinct ur.user_id from public.user_roles ur where ur.role_id in (select (to_jsonb(n) ->> 'role_id')::uuid from new_rows n)));
  end if;
  return null;
end $$;
select public.grant_to_service('follow_viewers');

create trigger user_roles_notices after insert on public.user_roles
  referencing new table as new_rows for each statement execute function public.follow_viewers();
create trigger role_modules_notices_insert after insert on public.role_modules
  referencing new table as new_rows for each statement execute function public.follow_viewers();
create trigger role_modules_notices_update after update on public.role_modules
  referencing new table as new_rows for each statement execute function public.follow_viewers();
