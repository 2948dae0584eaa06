/* Categories that are not deleted, of some departments with those for all of them, or of all. */
create function public.get_call_categories(p_departments text[] default null, p_is_active boolean default null) returns setof public.call_categories
language sql stable security definer set search_path = '' as $$
  select * from public.call_categories c
  where c.deleted_at is null and (p_departments is null or c.department is null or c.department = any (p_departments))
    and (p_is_active is null or c.is_active = p_is_active)
  order by c.position, c.name, c.id limit 5000
$$;
select public.grant_to_service('get_call_categories');
