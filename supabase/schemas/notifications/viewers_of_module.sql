/* Who may view a module by the roles that they have. */
create function public.viewers_of_module(p_module text) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct ur.user_id
  from public.user_roles ur
  join public.roles r on r.id = ur.role_id
  left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
  where r.full_access or rm.can_view
$$;
select public.grant_to_service('viewers_of_module');
