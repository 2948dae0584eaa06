-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('customers', 'Customers', 'Who writes and calls.', 'vce', 'vce', 'v');
