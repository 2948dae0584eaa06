create table public.email_thread_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, status text collate "C" not null, team text collate "C", priority text collate "C" not null,
  unassigned boolean not null, unread boolean not null
);
comment on table public.email_thread_counters is 'As email_counters, of threads that hold a message. access: service only';

create index email_thread_counters_key on public.email_thread_counters (key);
create index email_thread_counters_fresh on public.email_thread_counters (key) where fresh;

select public.publish_table('public.email_thread_counters', classes => '
  none: key, fresh, rows, support_email_id, status, team, priority, unassigned, unread');
