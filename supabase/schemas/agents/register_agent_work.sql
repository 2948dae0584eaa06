/*
 * Makes a kind of thing part of the work of agents: it counts in loads and statistics, and is handed back when its agent is deleted.
 *
 *   p_held     a view (agent_id, item_id) of what agents hold now
 *   p_handled  a view (agent_id, item_id, at, first_response_seconds) of what they did; the last is null where it was no first answer
 *   p_on_call  a view (agent_id, item_id) of calls that agents are on now: see follow_agent_call
 *   p_release  a function (p_agent_id uuid, p_reason text) returns integer: hands back what the agent holds, and says how many that were
 *
 * The views need an index that begins with what the agent is found by; that of p_handled with the time behind it.
 */
create function public.register_agent_work(
  p_entity_type text, p_channel text, p_held text default null, p_handled text default null, p_release text default null, p_on_call text default null
) returns void
language sql set search_path = '' as $$
  insert into public.agent_work_sources (entity_type, channel, held, handled, release, on_call)
  values (p_entity_type, p_channel, p_held, p_handled, p_release, p_on_call)
  on conflict (entity_type) do update set
    channel = excluded.channel, held = excluded.held, handled = excluded.handled, release = excluded.release, on_call = excluded.on_call
$$;
revoke execute on function public.register_agent_work(text, text, text, text, text, text) from public, anon, authenticated, service_role;
