-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('refunds', 'Refunds', 'Money that customers get back.', 'vced', 'vce', 'v');
select public.register_timeline('refund', 'refunds', 'timeline_refunds');
