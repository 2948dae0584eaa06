create view public.searched_conversations with (security_invoker = true) as
select c.id, c.created_at as at, array[c.contact_name, c.contact_phone] as heads, c.contact_name as name, ''::text as body
from public.conversations c where c.merged_into is null;
comment on view public.searched_conversations is 'Conversations as GET /search finds them; what was written in them is in message_search. access: service only';

select public.follow_search('public.conversations', 'conversation', 'created_at, contact_name, contact_phone, merged_into');
