/*
 * The users who have a socket open on a node, as the node says; those of nodes that have been silent for p_silent seconds are gone. One at a
 * time: whoever follows the table sees each user come and go in order.
 */
create function public.note_socket_presence(p_node_id uuid, p_users uuid[], p_silent integer) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('socket_presence', 0));
  update public.socket_presence set seen_at = now() where node_id = p_node_id;
  delete from public.socket_presence
  where (node_id = p_node_id and user_id <> all (p_users)) or seen_at < now() - make_interval(secs => p_silent);
  insert into public.socket_presence (user_id, node_id) select u, p_node_id from unnest(p_users) u on conflict do nothing;
end $$;
select public.grant_to_service('note_socket_presence');
