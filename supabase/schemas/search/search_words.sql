/*
 * What an index of words holds of a text: its words with their places, and every four digits that stand together, so that any piece of a number finds it.
 * A bar ends it: no phrase goes on in what is put behind it.
 * With a mark (from:) only its words, as words of that field. Long texts count with their beginning: 100,000 characters cannot reach the 1 MB that a
 * tsvector may have.
 */
create function public.search_words(p_text text, p_mark text default '') returns tsvector
language plpgsql immutable set search_path = '' as $$
declare
  v_tokens text[] := (public.search_tokens(p_text))[:12000];
  v_words  tsvector := coalesce((
    select string_agg('''' || p_mark || t.token || ''':' || t.n, ' ') || ' ''|'':' || count(*) + 1
    from unnest(v_tokens) with ordinality t (token, n)), '')::tsvector;
begin
  if p_mark <> '' or p_text !~ '[[:digit:]]' then
    return v_words;
  end if;
  return coalesce((
    -- A gap after each number: what stands in two is no piece of one.
    select string_agg('''#' || substr(r.run, i, 4) || ''':' || r.n * 41 + i, ' ')
    from (
      select left(m.found[1], 40) as run, row_number() over (order by t.n, m.n) - 1 as n
      from unnest(v_tokens) with ordinality t (token, n) cross join lateral regexp_matches(t.token, '[0-9]{4,}', 'g') with ordinality m (found, n)
      where t.token ~ '[0-9]{4}' limit 90) r
    cross join lateral generate_series(1, length(r.run) - 3) i), '')::tsvector || v_words;
end $$;
select public.grant_to_service('search_words');
