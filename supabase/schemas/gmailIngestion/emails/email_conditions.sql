/*
 * The conditions that filters mean, as SQL over e (emails) or t (threads), or over c, the counters. Values are quoted here; names come from the
 * list below alone. Without the search, which list and count treat apart.
 */
create function public.email_conditions(p_filter jsonb, p_alias text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_sql   text := case p_alias when 'e' then 'e.deleted_at is null' when 't' then 't.message_count > 0' else 'true' end;
  v_key   text;
  v_value text;
begin
  for v_key, v_value in select * from jsonb_each_text(p_filter) loop
    v_sql := v_sql || ' and ' || case
      -- All whom he is one with. Seldom more than himself: then rows come in the order of the index.
      when v_key = 'customer_id' then (
        select case when cardinality(m) = 1 then format('%s.customer_id = %L', p_alias, m[1]) else format('%s.customer_id = any (%L::uuid[])', p_alias, m) end
        from public.customer_members(v_value::uuid) m)
      -- One of several. One alone is read in the order of its index.
      when v_key in ('team', 'status') and jsonb_typeof(p_filter -> v_key) = 'array' then (
        select case when cardinality(a) = 1 then format('%s.%I = %L', p_alias, v_key, a[1]) else format('%s.%I = any (%L::text[])', p_alias, v_key, a) end
        from (select array(select jsonb_array_elements_text(p_filter -> v_key)) as a) s)
      when v_key = 'spam' then case when v_value::boolean then 'true' else format('%s.status <> ''spam''', p_alias) end
      when v_key in ('support_email_id', 'thread_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
        'language', 'team', 'triage_state', 'send_state', 'from_email') then format('%s.%I = %L', p_alias, v_key, v_value)
      when v_key in ('is_read', 'has_attachments') or (p_alias = 'c' and v_key in ('unassigned', 'unread')) then
        format('%s%s.%I', case when v_value::boolean then '' else 'not ' end, p_alias, v_key)
      when v_key = 'unassigned' then format('%s.assignee_id is %snull', p_alias, case when v_value::boolean then '' else 'not ' end)
      when v_key = 'waiting' then case when v_value::boolean then 't.waiting_since is not null and t.status in (''open'', ''pending'')' else 'true' end
      when v_key = 'unread' then format('t.unread_count %s', case when v_value::boolean then '> 0' else '= 0' end)
      when v_key = 'received_from' then format('%s.received_at >= %L', p_alias, v_value)
      when v_key = 'received_to' then format('%s.received_at < %L', p_alias, v_value)
      when v_key = 'search' then 'true'
    end;
  end loop;
  if v_sql is null then
    raise exception 'unknown_filter' using errcode = 'P0422', detail = p_filter::text;
  end if;
  return v_sql;
end $$;
select public.grant_to_service('email_conditions');
