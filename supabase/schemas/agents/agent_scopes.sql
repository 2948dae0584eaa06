/* The scopes in which an agent is seen: his teams. For row policies, too: who is in which team is no secret to him who may see the agent. */
create function public.agent_scopes(p_agent_id uuid) returns text[]
language sql stable security definer set search_path = '' as $$
  select array(
    select 'team:' || t.key from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id order by 1)
$$;
revoke execute on function public.agent_scopes(uuid) from public, anon;
grant execute on function public.agent_scopes(uuid) to authenticated, service_role;
