/* Raises scope_unknown for anything but <module>:<action> and <module>:* of a module that exists. */
create function public.check_scopes(p_scopes text[]) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_unknown text;
begin
  select s into v_unknown
  from unnest(p_scopes) s
  where split_part(s, ':', 2) not in ('view', 'create', 'edit', 'delete', '*')
    or s <> split_part(s, ':', 1) || ':' || split_part(s, ':', 2)
    or not exists (select from public.modules where key = split_part(s, ':', 1))
  limit 1;
  if v_unknown is not null then
    raise exception 'scope_unknown' using errcode = 'P0422', detail = v_unknown;
  end if;
end $$;
select public.grant_to_service('check_scopes');
