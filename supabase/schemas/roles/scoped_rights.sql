/* What a user may do within scopes, one row for each: calls, view, team:billing. Full access means every module there too. */
create function public.scoped_rights(p_user_id uuid) returns table (module text, action text, scope text)
language sql stable set search_path = '' as $$
  select distinct m.key, a.action, ur.scope
  from public.user_roles ur
  join public.roles r on r.id = ur.role_id
  cross join public.modules m
  left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
  cross join lateral (values
    ('view', rm.can_view), ('create', rm.can_create), ('edit', rm.can_edit), ('delete', rm.can_delete)) as a (action, given)
  where ur.user_id = p_user_id and ur.scope is not null and (r.full_access or a.given)
$$;
select public.grant_to_service('scoped_rights');
