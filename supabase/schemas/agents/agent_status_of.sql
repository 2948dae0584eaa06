/* The word that the product itself sets for a category: the first that is enabled. */
create function public.agent_status_of(p_category text) returns text
language sql stable set search_path = '' as $$
  select status from public.agent_statuses where category = p_category and is_enabled order by position, status limit 1
$$;
select public.grant_to_service('agent_status_of');
