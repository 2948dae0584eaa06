/* Somebody looks at something, or still does. All nodes are told when that is news; typing that goes on is none. */
create function public.look_at(p_type text, p_id text, p_socket_id text, p_user_id uuid, p_typing boolean, p_keep interval, p_keep_typing interval) returns void
language plpgsql set search_path = '' as $$
declare
  v_known public.viewers;
begin
  select * into v_known from public.viewers v where v.entity_type = p_type and v.entity_id = p_id and v.socket_id = p_socket_id;
  insert into public.viewers as v (entity_type, entity_id, socket_id, user_id, typing_until, expires_at)
  values (p_type, p_id, p_socket_id, p_user_id, case when p_typing then now() + p_keep_typing end, now() + p_keep)
  on conflict (entity_type, entity_id, socket_id) do update set typing_until = excluded.typing_until, expires_at = excluded.expires_at;
  if v_known.socket_id is null or v_known.expires_at <= now() or coalesce(v_known.typing_until > now(), false) <> p_typing then
    perform pg_notify('viewers_changed', p_type || '/' || p_id);
  end if;
end $$;
select public.grant_to_service('look_at');

/* A socket looks away from one thing, or, without a type, is gone. What expired goes too. */
create function public.look_away(p_socket_id text, p_type text default null, p_id text default null) returns void
language sql set search_path = '' as $$
  with gone as (
    delete from public.viewers v
    where (v.socket_id = p_socket_id and (p_type is null or (v.entity_type = p_type and v.entity_id = p_id))) or v.expires_at < now() - interval '1 minute'
    returning v.entity_type, v.entity_id
  )
  select pg_notify('viewers_changed', g.entity_type || '/' || g.entity_id) from (select distinct * from gone) g
$$;
select public.grant_to_service('look_away');
