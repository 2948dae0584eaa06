/* The same with the search, for those who want all rows of a question: export, bulk, counts. */
create function public.email_question(p_filter jsonb) returns text
language sql stable set search_path = '' as $$
  select public.email_conditions(p_filter, 'e') || case
    when p_filter ->> 'search' is null then ''
    when public.search_query(p_filter ->> 'search') is null then ' and false'
    else format(' and e.id in (select s.email_id from public.email_search s where s.words @@ %L::tsquery)', public.search_query(p_filter ->> 'search'))
  end
$$;
select public.grant_to_service('email_question');
