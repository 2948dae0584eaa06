create view public.searched_tickets with (security_invoker = true) as
select t.id, t.created_at as at, array[t.number, t.subject] as heads, ''::text as name, t.description as body
from public.tickets t where t.hidden_at is null;
comment on view public.searched_tickets is 'Tickets as GET /search finds them. access: service only';

select public.follow_search('public.tickets', 'ticket', 'created_at, number, subject, description, hidden_at');
