/*
 * Declares a module together with what the seeded roles may do in it: 'vced' = view, create, edit, delete.
 * For data.sql; what an admin changed afterwards is kept.
 */
create function public.register_module(
  p_key text, p_name text, p_description text, p_supervisor text, p_agent text, p_viewer text
) returns void
language sql set search_path = '' as $$
  insert into public.modules (key, name, description) values (p_key, p_name, p_description)
  on conflict (key) do update set name = excluded.name, description = excluded.description;

  insert into public.role_modules (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select r.id, p_key, g.rights like '%v%', g.rights like '%c%', g.rights like '%e%', g.rights like '%d%'
  from (values ('supervisor', p_supervisor), ('agent', p_agent), ('viewer', p_viewer)) as g (role_name, rights)
  join public.roles r on r.name = g.role_name
  on conflict (role_id, module_key) do nothing;
$$;
revoke execute on function public.register_module(text, text, text, text, text, text) from public, anon, authenticated;
