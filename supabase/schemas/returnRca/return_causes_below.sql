/* A cause and all that is below it, also what was deleted. */
create function public.return_causes_below(p_id uuid) returns setof uuid
language sql stable set search_path = '' as $$
  with recursive below (id) as (
    select p_id union select c.id from public.return_causes c join below b on c.parent_id = b.id)
  select id from below
$$;
select public.grant_to_service('return_causes_below');
