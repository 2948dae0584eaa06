/*
 * Gives customers addresses that nobody has now: [{"kind", "value", "written", "verified"}], all to p_customer_id, or each to its own "customer_id"; at p_at,
 * or each at its own "at".
 * One that somebody had before begins where that ended.
 */
create function public.add_identities(p_customer_id uuid, p_identities jsonb, p_source text, p_at timestamptz) returns void
language sql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, n.verified, p_source, n.at, n.at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    -- Asked for each, and not read whole: there are few here and many there.
    n.turn = 1 and (
      select true from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null limit 1) is null
  from (
    select w.customer_id, c.kind, c.value, coalesce(c.written, c.value) as written, coalesce(c.verified, false) as verified, coalesce(c.at, p_at) as at,
      row_number() over (partition by w.customer_id, c.kind order by c.value) as turn
    from jsonb_to_recordset(p_identities) c (customer_id uuid, kind text collate "C", value text collate "C", written text, verified boolean, at timestamptz)
    cross join lateral (select coalesce(p_customer_id, c.customer_id) as customer_id) w
  ) n
$$;
select public.grant_to_service('add_identities');
