/*
 * What somebody typed, as a query over search_words; the API has read it first and refused what it does not understand (searchQuestion.ts). All words,
 * "words in this order", -without, from:, domain: and file: as fields, a word that goes on with * or because it is the last; four digits or more stand
 * anywhere in a number. Null: no word in it. With a weight, only what has it.
 */
create function public.search_query(p_text text, p_weight text default '') returns tsquery
language plpgsql immutable set search_path = '' as $$
declare
  v_text   text := btrim(left(p_text, 400));
  v_last   bigint;
  v_query  tsquery;
  v_part   tsquery;
  v_number tsquery;
  v_digits text;
  v_tokens text[];
  v_term   record;
begin
  for v_term in
    select m.found[1] = '-' as is_without, lower(m.found[2]) as field, m.found[3] as quoted, m.found[4] as bare, m.n, count(*) over () as terms
    from regexp_matches(v_text, '(-?)(?:(from|domain|file):)?(?:"([^"]*)"|(\S+))', 'gi') with ordinality m (found, n)
    order by m.n
  loop
    v_tokens := public.search_tokens(coalesce(v_term.quoted, v_term.bare), true);
    continue when v_tokens = '{}';
    if v_term.field = 'domain' then
      v_part := quote_literal('domain:' || lower(regexp_replace(coalesce(v_term.quoted, v_term.bare), '[^[:alnum:].-]', '', 'g')))::tsquery;
    else
      v_last := cardinality(v_tokens);
      select string_agg('''' || coalesce(v_term.field || ':', '') || t.token || '''' || case
          when t.n = v_last and v_term.quoted is null and length(t.token) > 1 and not v_term.is_without
            and (v_term.n = v_term.terms or v_term.bare like '%*') then ':*' || p_weight
          when t.n = v_last and length(t.token) = 1 and t.token ~ '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]' then ':*' || p_weight
          when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by t.n)::tsquery into v_part
      from unnest(v_tokens) with ordinality t (token, n);
      -- A number: any piece of one, and when it is written in groups the groups, too.
      v_digits := case when v_term.field is null and v_term.quoted is null and array_to_string(v_tokens, '') ~ '^[0-9]{4,40}$'
        then regexp_replace(array_to_string(v_tokens, ''), '^0+(?=[0-9]{4})', '') end;
      if v_digits is not null then
        select string_agg('''#' || substr(v_digits, i, 4) || '''' || case when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by i)::tsquery
          into v_number from generate_series(1, length(v_digits) - 3) i;
        v_part := case when v_last > 1 then v_number || v_part else v_number end;
      end if;
    end if;
    v_part := case when v_term.is_without then !! v_part else v_part end;
    v_query := case when v_query is null then v_part else v_query && v_part end;
  end loop;
  return v_query;
end $$;
select public.grant_to_service('search_query');
