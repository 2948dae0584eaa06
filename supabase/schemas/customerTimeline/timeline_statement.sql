/*
 * The statement that reads some kinds of the timeline, each key's newest (or, from a place on, oldest) rows by themselves, so that a page costs the
 * same however much there is. $1 ids, $2 spellings, $3 and $4 the time in which they count, $5 the address when it is no one customer's. p_select is
 * what is taken of each source. In p_select, p_conditions and p_tail, <kind> is the kind: nothing that a caller may choose is part of their text.
 */
create function public.timeline_statement(p_modules text[], p_filter jsonb, p_conditions text, p_select text, p_tail text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_given text := concat(
    case when p_filter ? 'from' then format(' and v.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and v.at < %L', p_filter ->> 'to') end,
    case when p_filter ? 'agent_id' then format(' and v.agent_id = %L', p_filter ->> 'agent_id') end,
    case when p_filter ? 'direction' then format(' and v.direction = %L', p_filter ->> 'direction') end);
begin
  return (
    select string_agg(format(
      'select %s from %s cross join lateral (select v.* from public.%I v where %s%s%s) v', replace(p_select, '<kind>', quote_literal(s.kind)),
      r.keys, r.relation, r.condition, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))),
      E'\nunion all\n' order by s.kind, r.n)
    from public.timeline_sources s
    cross join lateral (values
      (1, s.key = 'customer', s.relation, 'unnest($1) k (key)', 'v.key = k.key'),
      (2, s.key = 'phone', s.relation, 'unnest($2, $3, $4) k (key, begins_at, ended_at)',
        'v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at'),
      -- A call under a shared number that somebody has said is this customer's.
      (3, s.kind = 'call', s.relation,
        'unnest($1) k (key) join public.timeline_picks p on p.customer_id = k.key and p.kind = ''call''',
        'v.id = p.entry_id and v.key <> all (coalesce($2, ''{}''))'),
      (4, s.by_address is not null, s.by_address, 'unnest(array[$5]) k (key)', 'v.key = k.key')
    ) r (n, is_asked, relation, keys, condition)
    where r.is_asked and (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $$;
select public.grant_to_service('timeline_statement');
