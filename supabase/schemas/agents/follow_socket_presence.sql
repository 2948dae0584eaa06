/* Statement trigger: sockets of users came or went. */
create function public.follow_socket_presence() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.refresh_agent_presence(array(select distinct c.user_id from changed c));
  return null;
end $$;
revoke execute on function public.follow_socket_presence() from public, anon, authenticated;

create trigger agents_follow_insert after insert on public.socket_presence
  referencing new table as changed for each statement execute function public.follow_socket_presence();
create trigger agents_follow_delete after delete on public.socket_presence
  referencing old table as changed for each statement execute function public.follow_socket_presence();
