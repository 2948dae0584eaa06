/* Of some fields of a row, those that differ in another one. */
create function public.changed_fields(p_row jsonb, p_other jsonb, p_fields text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(f, p_row -> f), '{}') from unnest(p_fields) f where p_row -> f is distinct from p_other -> f
$$;
select public.grant_to_service('changed_fields');
