/* The statement whose rows are the same question's answer for a file, to be streamed: copy (…) to stdout with (format csv, header). */
create function public.email_rows_query(p_filter jsonb, p_order text default 'desc') returns text
language sql stable set search_path = '' as $$
  select format('select %s from public.email_list_rows r join public.emails e on e.id = r.id where %s order by e.received_at %s, e.id %s',
    (select string_agg(case format_type(a.atttypid, null)
        when 'text' then format('public.csv_cell(r.%1$I) as %1$I', a.attname)
        when 'boolean' then format('r.%1$I::text as %1$I', a.attname)
        when 'timestamp with time zone' then format('to_json(r.%1$I) #>> ''{}'' as %1$I', a.attname)
        when 'jsonb' then format('public.csv_cell(public.csv_text(r.%1$I)) as %1$I', a.attname)
        when 'text[]' then format('public.csv_cell(array_to_string(r.%1$I, ''; '')) as %1$I', a.attname)
        else format('r.%I', a.attname)
      end, ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = 'public.email_list_rows'::regclass and a.attnum > 0),
    public.email_question(p_filter), w.way, w.way)
  from (select case when p_order = 'asc' then 'asc' else 'desc' end as way) w
$$;
select public.grant_to_service('email_rows_query');
