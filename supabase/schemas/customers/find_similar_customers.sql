/* The customers whose names are spelt most like a text, at most p_limit. */
create function public.find_similar_customers(p_text text, p_limit integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select c.id from public.customers c
  where public.fold_text(c.display_name) operator(extensions.%) p_text and c.hidden_at is null
  order by extensions.similarity(public.fold_text(c.display_name), p_text) desc, c.id limit p_limit
$$;
select public.grant_to_service('find_similar_customers');
