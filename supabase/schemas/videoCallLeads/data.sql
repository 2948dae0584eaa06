-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('video_call_leads', 'Video call leads', 'Customers who want to be shown something by video.', 'vced', 'vce', 'v');
select public.register_timeline('video_call', 'video_call_leads', 'timeline_video_calls');
