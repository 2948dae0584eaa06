/*
 * The words of a message, one row, to be joined. Scripts that write no spaces (Thai, Chinese, Japanese, Korean and their neighbours) are known by every
 * two letters that stand together. 100,000 characters cannot reach the 1 MB that a tsvector may have.
 */
create function public.chat_words(p_text text) returns setof tsvector
language sql immutable as $$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(pg_catalog.left(p_text, 100000))))
    || coalesce(pairs.words, '')
  from (
    select case when p_text ~ '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]' then (
      select pg_catalog.array_to_tsvector(pg_catalog.array_agg(distinct pg_catalog.substr(r.run[1], i, 2)))
      from pg_catalog.regexp_matches(pg_catalog.left(p_text, 100000), '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+', 'g') r (run)
      cross join lateral pg_catalog.generate_series(1, greatest(1, pg_catalog.length(r.run[1]) - 1)) i)
    end as words
  ) pairs
$$;
select public.grant_to_service('chat_words');
