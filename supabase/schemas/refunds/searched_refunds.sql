create view public.searched_refunds with (security_invoker = true) as
select r.id, r.created_at as at, array[r.number, r.order_number] as heads, ''::text as name, r.reason as body
from public.refunds r;
comment on view public.searched_refunds is 'Refunds as GET /search finds them. access: service only';

select public.follow_search('public.refunds', 'refund', 'created_at, number, order_number, reason');
