/* How much of each kind there is in the timeline that the same arguments list; kinds that the caller may view but that have nothing are there with 0. */
create function public.count_customer_timeline(p_customer_id uuid, p_number text, p_modules text[], p_filter jsonb)
returns table (kind text, count bigint, first_at timestamptz, last_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sql     text := public.timeline_statement(p_modules, p_filter, '', '<kind>::text collate "C" as kind, v.at', '');
begin
  if v_sql is null then
    return;
  end if;
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  return query execute format($sql$
    select s.kind, coalesce(t.count, 0), t.first_at, t.last_at
    from public.timeline_sources s left join (select u.kind, count(*) as count, min(u.at) as first_at, max(u.at) as last_at from (%s) u group by u.kind) t on t.kind = s.kind
    where ($6 is null or s.module = any ($6)) and (not $7 ? 'kind' or s.kind in (select jsonb_array_elements_text($7 -> 'kind')))
    order by s.kind
  $sql$, v_sql) using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end, p_modules, p_filter;
end $$;
select public.grant_to_service('count_customer_timeline');
