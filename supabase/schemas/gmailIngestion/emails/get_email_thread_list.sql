/* A page of the thread list, as get_email_list; by last activity, or by since when the customer waits where those are asked for who do. */
create function public.get_email_thread_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_time  text := case when (p_filter ->> 'waiting')::boolean then 'waiting_since' else 'last_message_at' end;
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_total bigint := public.count_email_threads(p_filter);
  v_ids   uuid[] := '{}';
  v_data  text;
  v_next  text;
begin
  if v_total > 0 then
    execute format('select array(select t.id from public.email_threads t where %s%s order by t.%I %s, t.id %s offset %s limit %s)',
      public.email_conditions(p_filter, 't'),
      case when p_after_time is not null
        then format(' and (t.%I, t.id) %s (%L::timestamptz, %L::uuid)', v_time, case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
        else '' end,
      v_time, v_way, v_way, p_offset, p_limit + 1) into v_ids;
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(case v_time when 'waiting_since' then t.waiting_since else t.last_message_at end, t.id) into v_next
    from public.email_threads t where t.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_thread_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;
select public.grant_to_service('get_email_thread_list');
