/*
 * Writes down what a search finds of a kind, from its view (see follow_search): of these ids, all without. What is not in the view goes.
 */
create function public.store_search_things(p_kind text, p_view text, p_ids uuid[] default null) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute format($sql$
    insert into public.search_things as s (kind, id, at, heads, name, words)
    select $1, v.id, v.at, array(select array_to_string(public.search_tokens(h), ' ') from unnest(v.heads) h where h <> ''),
      array_to_string(public.search_tokens(v.name), ' '),
      setweight(public.search_words(array_to_string(v.heads, ' ')), 'A') || public.search_words(v.body)
        || array_to_tsvector(array['@' || $1])
    from public.%1$I v %2$s
    on conflict (kind, id) do update set at = excluded.at, heads = excluded.heads, name = excluded.name, words = excluded.words
  $sql$, p_view, case when p_ids is not null then 'where v.id = any ($2)' else '' end) using p_kind, p_ids;
  execute format('delete from public.search_things s where s.kind = $1 %2$s and not exists (select from public.%1$I v where v.id = s.id)',
    p_view, case when p_ids is not null then 'and s.id = any ($2)' else '' end) using p_kind, p_ids;
end $$;
select public.grant_to_service('store_search_things');

/* Trigger after a change of a searched table. Arguments: the kind, its view. */
create function public.keep_search_things() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform public.store_search_things(tg_argv[0], tg_argv[1], array(select n.id from new_rows n));
  elsif tg_op = 'DELETE' then
    delete from public.search_things s where s.kind = tg_argv[0] and s.id = old.id;
  else
    perform public.store_search_things(tg_argv[0], tg_argv[1], array[new.id]);
  end if;
  return null;
end $$;
revoke execute on function public.keep_search_things() from public, anon, authenticated;
