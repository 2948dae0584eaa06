/*
 * Nobody gives or takes what he does not hold: raises role_exceeds_yours when the user lacks one of these rights ('calls:edit', or
 * 'full_access'), and names those. Within a scope he may have them there alone. Changes of roles come one after the other, so that what is checked here is still so when it is written.
 */
create function public.check_rights_held(p_user_id uuid, p_rights text[], p_scope text default null) returns void
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
begin
  perform public.lock_roles();
  select array_agg(distinct needed order by needed) into v_missing
  from unnest(p_rights) needed
  where not exists (
    select
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = split_part(needed, ':', 1)
    where ur.user_id = p_user_id
      and (ur.scope is null or ur.scope = p_scope)
      and (r.full_access or case split_part(needed, ':', 2)
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end));
  if v_missing is not null then
    raise exception 'role_exceeds_yours' using errcode = 'P0403', detail = jsonb_build_object('missing', v_missing);
  end if;
end $$;
select public.grant_to_service('check_rights_held');
