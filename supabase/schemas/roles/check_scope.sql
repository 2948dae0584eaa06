/* A scope names something that is there: team:<key> or department:<id>. All kinds of scopes are here. Raises unknown_scope. */
create function public.check_scope(p_scope text) returns void
language plpgsql set search_path = '' as $$
declare
  v_key text := substr(p_scope, strpos(p_scope, ':') + 1);
begin
  if p_scope is not null and not coalesce(case split_part(p_scope, ':', 1)
    when 'team' then exists (select from public.teams t where t.key = v_key)
    when 'department' then exists (select from public.departments d where d.id::text = v_key)
  end, false) then
    raise exception 'unknown_scope' using errcode = 'P0422';
  end if;
end $$;
select public.grant_to_service('check_scope');
