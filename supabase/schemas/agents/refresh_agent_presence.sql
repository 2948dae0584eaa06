/* Writes down whether sockets of these users are open, for those of them who are agents; a line is added with the first socket. */
create function public.refresh_agent_presence(p_users uuid[]) returns void
language sql security definer set search_path = '' as $$
  with seen as (
    select a.id, exists (select from public.socket_presence s where s.user_id = a.user_id) as is_connected
    from public.agents a
    where a.user_id = any (p_users)
    order by a.id
  )
  insert into public.agent_presence as p (agent_id, is_connected)
  select s.id, s.is_connected from seen s
  where s.is_connected or exists (select from public.agent_presence k where k.agent_id = s.id)
  on conflict (agent_id) do update set is_connected = excluded.is_connected, since = now() where p.is_connected <> excluded.is_connected;
$$;
select public.grant_to_service('refresh_agent_presence');
