create view public.searched_ivr_calls with (security_invoker = true) as
select c.id, c.started_at as at, array[c.customer_name, c.customer_number, c.provider_call_id] as heads, coalesce(c.customer_name, '') as name,
  concat_ws(' ', c.agent_name, c.notes) as body
from public.ivr_calls c;
comment on view public.searched_ivr_calls is 'Calls over an IVR as GET /search finds them. access: service only';

select public.follow_search('public.ivr_calls', 'ivr_call', 'started_at, customer_name, customer_number, provider_call_id, agent_name, notes');
