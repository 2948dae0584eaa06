/* Who is in a team: leads first, then by name. */
create function public.get_team_members(p_team_id uuid)
returns table (agent_id uuid, name text, role text, status text, availability text)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, m.role, a.status, a.availability
  from public.team_members m join public.agents a on a.id = m.agent_id and a.deleted_at is null
  where m.team_id = p_team_id
  order by m.role, a.name, a.id
$$;
select public.grant_to_service('get_team_members');
