/* Takes an agent out of a team. Raises team_member_not_found. */
create function public.remove_team_member(p_team_id uuid, p_agent_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.team_members where team_id = p_team_id and agent_id = p_agent_id;
  if not found then
    raise exception 'team_member_not_found' using errcode = 'P0404', detail = jsonb_build_object('team_id', p_team_id, 'agent_id', p_agent_id);
  end if;
end $$;
select public.grant_to_service('remove_team_member');
