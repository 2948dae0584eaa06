create table public.email_thread_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, status text collate "C" not null, team text collate "C", priority text collate "C" not null,
  unassigned boolean not null, unread boolean not null
);
comment on table public.email_thread_counters is 'As email_counters, of threads that hold a message. access: service only';

create index email_thread_counters_key on public.email_thread_counters (key);
create index email_thread_counters_fresh on public.email_thread_counters (key) where fresh;

alter table public.email_thread_counters enable row level security;
revoke all on public.email_thread_counters from public, anon, authenticated;
grant select on public.email_thread_counters to service_role;
