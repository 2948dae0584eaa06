-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Everybody has a list and preferences; this is about those of others.
select public.register_module('notifications', 'Notifications', 'Notices for others, and what others have set.', 'vc', 'c', '');

insert into public.notification_defaults (type, is_critical) values
  ('approval', false), ('assignment', false), ('mention', false), ('delivery', false), ('sla', true), ('system', false)
on conflict (type) do nothing;
-- Whoever may create asks, whoever may edit decides.
select public.register_module('approvals', 'Approvals', 'What somebody else has to agree to.', 'vce', 'c', '');

select public.register_approval('deletion', 'customers', 'customer', 'describe_deletion', 'apply_deletion');
select public.register_approval('export', 'customers', 'export', 'describe_export', 'apply_export');
