/*
 * Tells people something once. p_notice: {"user_id" or "role_id" or "team_id" (none: everyone who may view the module), "module", "type", "title",
 * "body", "entity_type", "entity_id", "dedupe_key", "priority", "cause", "approval_request_id", "actor_id" (by default whoever acts)}. Whoever acts is
 * not told. The same dedupe_key a second time changes nothing. Both are decisions: about the notice, or, where there is none, about what it would have
 * been about. Returns the notice; null when it was known, or nobody else was to be told. Raises user_not_found, role_not_found, team_not_found.
 */
create function public.notify(p_notice jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.notifications := jsonb_populate_record(null::public.notifications, p_notice);
  v_actor uuid := coalesce((p_notice ->> 'actor_id')::uuid, public.current_actor());
  v_row   public.notifications;
  v_users uuid[];
begin
  if v_given.user_id = v_actor then
    perform public.suppress_notification(v_given.entity_type, v_given.entity_id, v_given.module, 'actor', 'Whoever acts is not told.',
      jsonb_build_object('user_id', v_actor, 'type', v_given.type));
    return null;
  elsif v_given.user_id is not null and not exists (select from auth.users u where u.id = v_given.user_id) then
    raise exception 'user_not_found' using errcode = 'P0404';
  elsif v_given.role_id is not null and not exists (select from public.roles r where r.id = v_given.role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  elsif v_given.team_id is not null and not exists (select from public.teams t where t.id = v_given.team_id) then
    raise exception 'team_not_found' using errcode = 'P0404';
  end if;
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key, audience, role_id, team_id, priority,
    created_by, cause, approval_request_id)
  values (v_given.user_id, v_given.module, v_given.type, v_given.title, coalesce(v_given.body, ''), v_given.entity_type, v_given.entity_id,
    coalesce(v_given.dedupe_key, gen_random_uuid()::text),
    case when v_given.user_id is not null then 'person' when v_given.role_id is not null then 'role' when v_given.team_id is not null then 'team' else 'module' end,
    v_given.role_id, v_given.team_id, coalesce(v_given.priority, 'normal'), v_actor, v_given.cause, v_given.approval_request_id)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    select * into v_row from public.notifications n where n.dedupe_key = v_given.dedupe_key;
    perform public.suppress_notification('notification', v_row.id::text, v_row.module, 'dedupe', 'It had been said already, under the same key.',
      jsonb_build_object('dedupe_key', v_given.dedupe_key, 'type', v_given.type));
    return null;
  end if;

  v_users := array(
    select distinct u.id
    from (
      select v_row.user_id as id where v_row.audience = 'person'
      union all
      select ur.user_id from public.user_roles ur where v_row.audience = 'role' and ur.role_id = v_row.role_id
      union all
      select a.user_id from public.team_members m join public.agents a on a.id = m.agent_id and a.deleted_at is null
      where v_row.audience = 'team' and m.team_id = v_row.team_id and a.user_id is not null
      union all
      select w.user_id from public.viewers_of_module(v_row.module) w (user_id) where v_row.audience = 'module'
    ) u
    where v_row.audience = 'person' or public.is_active_user(u.id));
  if v_actor = any (v_users) then
    v_users := array_remove(v_users, v_actor);
    perform public.suppress_notification('notification', v_row.id::text, v_row.module, 'actor', 'Whoever acts is not told.',
      jsonb_build_object('user_id', v_actor, 'type', v_row.type));
  end if;
  perform public.deliver_notification(v_row, v_users);

  insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
  select 'notifications', 'notification:created', v_row.id::text, v_row.module, u.id,
    jsonb_build_object('module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at)
  from unnest(case when v_row.audience = 'module' then array[null::uuid] else v_users end) u (id);
  perform pg_notify('change_feed', '');
  return v_row.id;
end $$;
select public.grant_to_service('notify');
