/*
 * A page of what happened with a customer (or under an address that is no one customer's), newest first, by time, kind and id. p_place is a row
 * {"at", "kind", "id"}: what follows it, or with p_newer what comes before it. p_modules: what the caller may view, null for all.
 * p_filter: kind (a list), from, to, agent_id, direction.
 */
create function public.get_customer_timeline(
  p_customer_id uuid, p_number text, p_modules text[], p_filter jsonb, p_place jsonb, p_newer boolean, p_limit integer
) returns table (kind text, at timestamptz, id text, direction text, title text, body text, status text, agent_id uuid, details jsonb)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sign    text := case when p_newer then '>' else '<' end;
  v_order   text := case when p_newer then 'asc' else 'desc' end;
  v_sql     text;
begin
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  v_sql := public.timeline_statement(
    p_modules, p_filter,
    -- The time alone as well: an index begins there.
    case when p_place is not null then format(' and v.at %1$s= $6 and (v.at, <kind> collate "C", v.id) %1$s ($6, $7, $8)', v_sign) end,
    '<kind>::text collate "C" as kind, v.at, v.id, v.direction, v.title, v.body, v.status, v.agent_id, v.details',
    format(' order by v.at %1$s, v.id %1$s limit %2$s', v_order, p_limit));
  if v_sql is null then
    return;
  end if;
  return query execute format('select * from (%1$s) t order by t.at %2$s, t.kind %2$s, t.id %2$s limit %3$s', v_sql, v_order, p_limit)
    using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end,
      (p_place ->> 'at')::timestamptz, p_place ->> 'kind', p_place ->> 'id';
end $$;
select public.grant_to_service('get_customer_timeline');
