create view public.searched_youtube_leads with (security_invoker = true) as
select y.id, y.created_at as at, array[y.number, y.author_name] as heads, y.author_name as name, y.comment || ' ' || y.note as body
from public.youtube_leads y where y.deleted_at is null;
comment on view public.searched_youtube_leads is 'Leads from YouTube as GET /search finds them. access: service only';

select public.follow_search('public.youtube_leads', 'youtube_lead', 'created_at, number, author_name, comment, note, deleted_at');
