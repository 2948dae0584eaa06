/* What somebody typed, as a query: all words, the last one may go on; an address matches as a whole, too. Null: no word in it. */
create function public.email_query(p_search text) returns tsquery
language plpgsql immutable set search_path = '' as $$
declare
  v_words text[] := array(
    select quote_literal(replace(w, '\', ' ')) from regexp_split_to_table(public.email_search_text(lower(btrim(p_search))), '\s+') w where w <> '' limit 30);
  v_last  integer := cardinality(v_words);
  v_query tsquery;
begin
  if v_last = 0 then
    return null;
  end if;
  -- One letter begins too many words.
  if length(btrim(p_search)) > 1 and length(v_words[v_last]) > 3 then
    v_words[v_last] := v_words[v_last] || ':*';
  end if;
  -- The stored words have no positions, so "next to" becomes "and".
  v_query := regexp_replace(to_tsquery('simple', array_to_string(v_words, ' & '))::text, '<(-|[0-9]+)>', '&', 'g')::tsquery;
  if v_last = 1 and p_search like '%_@_%' then
    v_query := v_query || quote_literal(lower(btrim(p_search)))::tsquery;
  end if;
  return case when numnode(v_query) > 0 then v_query end;
end $$;
select public.grant_to_service('email_query');
