-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('youtube_leads', 'YouTube leads', 'Leads from comments under videos.', 'vced', 'vce', 'v');
select public.register_timeline('youtube', 'youtube_leads', 'timeline_youtube');
