create view public.searched_customers with (security_invoker = true) as
select c.id, c.created_at as at,
  -- Of search_text the addresses; names in it are of merged customers too.
  array[c.display_name] || array(select w from string_to_table(c.search_text, ' ') w where w ~ '[@0-9]') as heads,
  c.display_name as name, c.search_text as body
from public.customers c where c.hidden_at is null;
comment on view public.searched_customers is 'Customers as GET /search finds them. access: service only';

select public.follow_search('public.customers', 'customer', 'created_at, display_name, search_text, hidden_at');
