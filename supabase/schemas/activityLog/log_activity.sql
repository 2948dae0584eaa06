-- What a person or a key asks for leaves an entry in the activity log, with the change itself. Jobs that only carry it out write none.

/*
 * Appends one entry; the actor and the request are found by themselves unless given. Keys are never deleted, so an id
 * says for ever whether it is one: nobody has to claim what kind of actor he is. Whoever was promised not to be named sets activity.anonymous to
 * "on" around the write: neither actor nor request is kept then.
 */
create function public.log_activity(
  p_action text, p_entity_type text, p_entity_id text, p_before jsonb default null, p_after jsonb default null,
  p_actor_id uuid default null, p_request_id text default null, p_note text default ''
) returns void
language sql security definer set search_path = '' as $$
  insert into public.activity_log (actor_id, actor_kind, action, entity_type, entity_id, before, after, request_id, note)
  select actor,
    case
      when actor is null then 'system'
      when exists (select from public.api_keys where id = actor) then 'api_key'
      else 'user'
    end,
    p_action, p_entity_type, p_entity_id, p_before, p_after,
    case when named then coalesce(p_request_id, nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-request-id') end,
    coalesce(p_note, '')
  from (select coalesce(current_setting('activity.anonymous', true), '') <> 'on' as named) a
  cross join lateral (select case when named then coalesce(p_actor_id, public.current_actor()) end as actor) who
$$;
select public.grant_to_service('log_activity');
