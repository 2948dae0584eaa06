/*
 * Appends one event in the writer's transaction. Call it after the row was written: its lock then orders the events of one
 * thing as its writers committed. p_user_id: null for everyone who may view p_module, otherwise that user alone.
 */
create function public.announce_change(
  p_namespace text, p_event text, p_entity_id text, p_module text, p_payload jsonb, p_user_id uuid default null
) returns void
language sql security definer set search_path = '' as $$
  insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
  values (p_namespace, p_event, p_entity_id, p_module, p_user_id, coalesce(p_payload, '{}'));
  select pg_notify('change_feed', '');
$$;
select public.grant_to_service('announce_change');
