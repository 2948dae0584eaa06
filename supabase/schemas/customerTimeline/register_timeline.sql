/*
 * Makes a view part of the timeline of customers. It has the columns key, at, id, direction, title, body, status, agent_id, details; key is a
 * customer's id (p_key 'customer') or a phone number as it was written (p_key 'phone'). A page reads the newest rows of each key: the table
 * behind it needs an index on key and time.
 */
create function public.register_timeline(p_kind text, p_module text, p_relation text, p_key text default 'customer') returns void
language sql set search_path = '' as $$
  insert into public.timeline_sources (kind, module, relation, key) values (p_kind, p_module, p_relation, p_key)
  on conflict (kind) do update set module = excluded.module, relation = excluded.relation, key = excluded.key
$$;
revoke execute on function public.register_timeline(text, text, text, text) from public, anon, authenticated, service_role;
