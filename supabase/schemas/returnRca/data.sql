-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('return_rca', 'Return causes', 'Why things come back, and what is done about it.', 'vced', 'vce', 'v');
select public.register_timeline('return_rca', 'return_rca', 'timeline_return_rcas');
-- A tree to begin with; people change it.
insert into public.return_causes (name, position)
select c.name, c.position from (values ('Product', 1), ('Packing', 2), ('Delivery', 3), ('Order', 4), ('Customer', 5)) c (name, position)
where not exists (select from public.return_causes);
