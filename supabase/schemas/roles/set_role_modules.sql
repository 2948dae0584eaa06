/*
 * Replaces all that a role may do, as one step. The actor must hold what the role allowed and what it will allow.
 * Raises role_not_found, module_not_found, role_is_fixed, role_exceeds_yours.
 */
create function public.set_role_modules(p_role_id uuid, p_modules jsonb, p_actor_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  v_unknown text;
begin
  perform public.lock_roles();
  perform 1 from public.roles where id = p_role_id for update;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  if exists (select from public.roles where id = p_role_id and full_access) then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_role_id);
  end if;
  select m ->> 'module_key' into v_unknown
  from jsonb_array_elements(p_modules) m
  where not exists (select 1 from public.modules where key = m ->> 'module_key') limit 1;
  if v_unknown is not null then
    raise exception 'module_not_found' using errcode = 'P0422', detail = v_unknown;
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id) || array(
    select m ->> 'module_key' || ':' || a.action
    from jsonb_array_elements(p_modules) m, unnest(array['view', 'create', 'edit', 'delete']) as a (action)
    where (m ->> ('can_' || a.action))::boolean));
  delete from public.role_modules
  where role_id = p_role_id
    and module_key not in (select m ->> 'module_key' from jsonb_array_elements(p_modules) m);
  insert into public.role_modules as rm (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select p_role_id, m ->> 'module_key',
    coalesce((m ->> 'can_view')::boolean, false), coalesce((m ->> 'can_create')::boolean, false),
    coalesce((m ->> 'can_edit')::boolean, false), coalesce((m ->> 'can_delete')::boolean, false)
  from jsonb_array_elements(p_modules) m
  on conflict (role_id, module_key) do update
    set can_view = excluded.can_view, can_create = excluded.can_create,
        can_edit = excluded.can_edit, can_delete = excluded.can_delete
    where (rm.can_view, rm.can_create, rm.can_edit, rm.can_delete)
      is distinct from (excluded.can_view, excluded.can_create, excluded.can_edit, excluded.can_delete);
end $$;
select public.grant_to_service('set_role_modules');
