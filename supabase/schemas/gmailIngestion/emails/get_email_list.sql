/*
 * A page of the e-mail list, as the finished body {"data", "total", "total_is_exact", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page.
 */
create function public.get_email_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_ids   uuid[];
  v_total bigint;
  v_exact boolean := true;
  v_data  text;
  v_next  text;
begin
  if p_filter ? 'search' then
    select f.ids, f.total, f.is_exact into v_ids, v_total, v_exact
    from public.find_email_matches(p_filter, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1) f;
  else
    v_total := public.count_emails(p_filter);
    if v_total > 0 then
      execute format('select array(select e.id from public.emails e where %s%s order by e.received_at %s, e.id %s offset %s limit %s)',
        public.email_conditions(p_filter, 'e'),
        case when p_after_time is not null
          then format(' and (e.received_at, e.id) %s (%L::timestamptz, %L::uuid)', case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
          else '' end,
        v_way, v_way, p_offset, p_limit + 1) into v_ids;
    end if;
  end if;
  v_ids := coalesce(v_ids, '{}');
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_list_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total || ',"total_is_exact":' || v_exact
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;
select public.grant_to_service('get_email_list');
