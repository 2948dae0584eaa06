/* Puts an agent into a team, or gives a member another role. Raises team_not_found, agent_not_found. */
create function public.set_team_member(p_team_id uuid, p_agent_id uuid, p_role text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.teams where id = p_team_id for share;
  if not found then
    raise exception 'team_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_team_id);
  end if;
  perform public.lock_agent(p_agent_id);
  insert into public.team_members as m (team_id, agent_id, role) values (p_team_id, p_agent_id, p_role)
  on conflict (team_id, agent_id) do update set role = excluded.role where m.role <> excluded.role;
end $$;
select public.grant_to_service('set_team_member');
