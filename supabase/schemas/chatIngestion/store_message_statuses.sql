/* Keeps the statuses of a batch, each once, and carries those whose message is known into it: by our own id first, then by the provider's names. */
create function public.store_message_statuses(p_items jsonb) returns table (n integer, outcome text)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_events   bigint[];
  v_outcomes public.chat_outcome[];
  v_named    record;
begin
  with given as materialized (
    select i.*, coalesce(
      (select m.id from public.messages m where i.callback_data ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' and m.id = i.callback_data::uuid),
      public.find_message(array[i.key] || i.other_keys)) as message_id
    from jsonb_to_recordset(p_items) i (n integer, kind text, provider_id uuid, key text, callback_data text, status text, at timestamptz, error_code text,
      error_message text, is_retryable boolean, cost jsonb, other_keys text[])
    where i.kind = 'status'
  ), written as (
    insert into public.message_status_events (provider_id, key, callback_data, message_id, status, at, error_code, error_message, is_retryable, cost, other_keys)
    select g.provider_id, g.key, g.callback_data, g.message_id, g.status, g.at, g.error_code, g.error_message, g.is_retryable, g.cost, g.other_keys
    from given g
    -- Two batches that hold the same lock them in one order.
    order by g.key, g.status, g.error_code, g.n
    on conflict (key, status, coalesce(error_code, '')) do nothing
    returning id, key, status, error_code, message_id
  )
  select (select array_agg(w.id) from written w where w.message_id is not null),
    array(select row(g.n, case when w.id is null then 'known' when w.message_id is null then 'waiting' else 'applied' end)::public.chat_outcome
      from given g left join written w on w.key = g.key and w.status = g.status and w.error_code is not distinct from g.error_code
        and g.n = (select min(o.n) from given o where o.key = g.key and o.status = g.status and o.error_code is not distinct from g.error_code))
  into v_events, v_outcomes;

  -- Names that are new: what comes later may bring nothing else.
  for v_named in
    select distinct e.message_id, k.key
    from public.message_status_events e cross join lateral unnest(array[e.key] || e.other_keys) k (key)
    where e.id = any (v_events) and public.find_message(array[k.key]) is null
    order by e.message_id, k.key
  loop
    perform public.name_message(v_named.message_id, v_named.key);
  end loop;
  if v_events is not null then
    perform public.apply_message_statuses(v_events);
  end if;
  return query select o.n, o.outcome from unnest(v_outcomes) o;
end $$;
select public.grant_to_service('store_message_statuses');
