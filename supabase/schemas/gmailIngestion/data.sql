-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('emails', 'E-mails', 'Messages of the mailboxes: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('support_emails', 'Mailboxes', 'Which mailboxes are read and answered from.', 've', 'v', 'v');
select public.register_timeline('email', 'emails', 'timeline_emails');
select public.register_timeline_by_address('email', 'timeline_emails_by_address');
select public.register_assignable('email_thread', 'emails', 'email_threads', 'live_email_threads', 'assign_email_threads');
select public.register_sla_kind('email_thread', 'emails', 'email_threads', 'sla_email_threads', 'sla_email_events', '{resolved,closed,spam}');
