/* What somebody typed, as a query over chat_words: all words, the last one may go on; of scripts without spaces all pairs. Null: no word in it. */
create function public.chat_query(p_search text) returns tsquery
language plpgsql immutable set search_path = '' as $$
declare
  v_unspaced constant text := '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+';
  v_query    tsquery := public.email_query(regexp_replace(p_search, v_unspaced, ' ', 'g'));
  v_pairs    tsquery;
begin
  -- As they are: a parser would take their signs apart.
  select string_agg(distinct quote_literal(substr(r.run[1], i, 2)) || case when length(r.run[1]) = 1 then ':*' else '' end, ' & ')::tsquery into v_pairs
  from regexp_matches(left(p_search, 200), v_unspaced, 'g') r (run) cross join lateral generate_series(1, greatest(1, length(r.run[1]) - 1)) i;
  return case when v_query is null then v_pairs when v_pairs is null then v_query else v_query && v_pairs end;
end $$;
select public.grant_to_service('chat_query');
