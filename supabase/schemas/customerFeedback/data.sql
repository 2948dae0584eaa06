-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('customer_feedback', 'Customer feedback', 'What customers think of us, in their own words.', 'vced', 'vce', 'v');
select public.register_timeline('customer_feedback', 'customer_feedback', 'timeline_customer_feedback');
