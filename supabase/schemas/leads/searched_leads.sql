create view public.searched_leads with (security_invoker = true) as
select l.id, l.created_at as at, array[l.number, l.matter] as heads, ''::text as name, l.note || ' ' || l.next_action as body
from public.leads l where l.deleted_at is null;
comment on view public.searched_leads is 'Leads as GET /search finds them. access: service only';

select public.follow_search('public.leads', 'lead', 'created_at, number, matter, note, next_action, deleted_at');
