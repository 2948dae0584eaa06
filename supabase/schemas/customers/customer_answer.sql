/* A customer as the API answers it: without what only lists and searches need. */
create function public.customer_answer(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select to_jsonb(c) - array['search_text', 'merged_into', 'hidden_at', 'deleted_at'] from public.customers c where c.id = p_id
$$;
select public.grant_to_service('customer_answer');
