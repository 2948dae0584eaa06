/*
 * What one user may do: {"roles": […], "full_access": bool, "modules": {"calls": ["view", …]}, "scoped": {"chats": {"view": ["team:billing"]}}}.
 * What is in "scoped" he may do there alone; the rest is without assignments that have a scope.
 */
create function public.get_user_permissions(p_user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'roles', coalesce((
      select jsonb_agg(distinct r.name order by r.name)
      from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id), '[]'),
    'full_access', exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id and ur.scope is null and r.full_access),
    'modules', coalesce((
      select jsonb_object_agg(module_key, actions)
      from (
        select rm.module_key, array_remove(array[
          case when bool_or(rm.can_view) then 'view' end,
          case when bool_or(rm.can_create) then 'create' end,
          case when bool_or(rm.can_edit) then 'edit' end,
          case when bool_or(rm.can_delete) then 'delete' end], null) as actions
        from public.user_roles ur join public.role_modules rm on rm.role_id = ur.role_id
        where ur.user_id = p_user_id and ur.scope is null
        group by rm.module_key
      ) granted), '{}'),
    'scoped', coalesce((
      select jsonb_object_agg(module, actions)
      from (
        select w.module, jsonb_object_agg(w.action, w.scopes) as actions
        from (
          select s.module, s.action, jsonb_agg(s.scope order by s.scope) as scopes
          from public.scoped_rights(p_user_id) s group by s.module, s.action
        ) w
        group by w.module
      ) within), '{}')
  )
$$;
select public.grant_to_service('get_user_permissions');
