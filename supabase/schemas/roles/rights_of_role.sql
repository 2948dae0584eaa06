/* What a role allows, as 'calls:edit'; 'full_access' stands for everything, in later modules too. */
create function public.rights_of_role(p_role_id uuid) returns text[]
language sql stable set search_path = '' as $$
  select coalesce(array_agg(held), '{}')
  from (
    select 'full_access' as held from public.roles where id = p_role_id and full_access
    union all
    select rm.module_key || ':' || granted.action
    from public.role_modules rm
    cross join lateral (values
      ('view', rm.can_view), ('create', rm.can_create), ('edit', rm.can_edit), ('delete', rm.can_delete)) as granted (action, given)
    where rm.role_id = p_role_id and granted.given
  ) rights
$$;
select public.grant_to_service('rights_of_role');
