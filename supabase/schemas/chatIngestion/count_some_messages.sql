/*
 * A number of messages with these words that there are at least, p_most when it can be told quickly that there are so many: of the whole words, and of an
 * index list that is long a part by chance.
 */
create function public.count_some_messages(p_query tsquery, p_most integer) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set gin_fuzzy_search_limit = 2000 as $$
declare
  v_count bigint;
begin
  execute format('select count(*) from (select from public.message_search s where s.words @@ %L::tsquery limit %s) m',
    regexp_replace(p_query::text, $re$':\*$re$, $re$'$re$, 'g'), p_most) into v_count;
  return v_count;
end $$;
select public.grant_to_service('count_some_messages');
