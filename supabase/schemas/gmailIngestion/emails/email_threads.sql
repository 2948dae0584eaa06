create table public.email_threads (
  id                        uuid primary key default gen_random_uuid(),
  support_email_id          uuid not null references public.support_emails (id),
  subject                   text not null default '',
  customer_id               uuid references public.customers (id),
  participants              text[] not null default '{}',
  gmail_thread_id           text,
  message_count             integer not null default 0,
  inbound_count             integer not null default 0,
  unread_count              integer not null default 0,
  first_message_at          timestamptz,
  last_message_at           timestamptz,
  last_inbound_at           timestamptz,
  last_outbound_at          timestamptz,
  last_direction            text,
  snippet                   text not null default '',
  status                    text collate "C" not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed', 'spam')),
  priority                  text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team                      text collate "C",
  assignee_id               uuid references public.agents (id) on delete set null,
  possible_duplicate_of     uuid references public.email_threads (id) on delete set null,
  possible_duplicate_reason text,
  version                   integer not null default 1,
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now(),
  waiting_since             timestamptz
);
comment on table public.email_threads is 'One matter in one mailbox. Counts, times and the snippet are kept by triggers on emails; deleted e-mails do not count.';
comment on column public.email_threads.waiting_since is 'The first message of a person that nobody has answered.';
comment on column public.email_threads.participants is 'Lower-case addresses of the other side: whoever wrote, or was written to, but our own.';
comment on column public.email_threads.possible_duplicate_of is 'A thread that its references named but whose people are others; possible_duplicate_reason says more.';

create index email_threads_gmail on public.email_threads (support_email_id, gmail_thread_id) where gmail_thread_id is not null;

create trigger email_threads_team before insert or update of team on public.email_threads
  for each row when (new.team is not null) execute function public.name_team();
create trigger email_threads_counters_insert after insert on public.email_threads
  referencing new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_update after update on public.email_threads
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_delete after delete on public.email_threads
  referencing old table as old_rows for each statement execute function public.keep_email_thread_counters();

create trigger email_threads_free before insert or update of status on public.email_threads for each row
  when (new.status in ('open', 'pending') and new.assignee_id is not null) execute function public.free_reopened_thread();
create trigger email_threads_freed after update of status on public.email_threads for each row
  when (old.status not in ('open', 'pending') and new.status in ('open', 'pending') and old.assignee_id is not null and new.assignee_id is null)
  execute function public.free_reopened_thread();

create index email_threads_newest on public.email_threads (last_message_at, id) where message_count > 0;
create index email_threads_mailbox on public.email_threads (support_email_id, last_message_at, id) where message_count > 0;
create index email_threads_status on public.email_threads (status, last_message_at, id) where message_count > 0;
create index email_threads_team on public.email_threads (team, last_message_at, id) where message_count > 0 and team is not null;

create index email_threads_live_team on public.email_threads (team, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and team is not null;

create index email_threads_live_assignee on public.email_threads (assignee_id, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and assignee_id is not null;
create index email_threads_assignee on public.email_threads (assignee_id, last_message_at, id) where message_count > 0 and assignee_id is not null;
create index email_threads_unassigned on public.email_threads (last_message_at, id) where message_count > 0 and assignee_id is null;
create index email_threads_customer on public.email_threads (customer_id, last_message_at, id) where message_count > 0;
create index email_threads_priority on public.email_threads (priority, last_message_at, id) where message_count > 0 and priority <> 'normal';
create index email_threads_waiting on public.email_threads (waiting_since, id)
  where message_count > 0 and waiting_since is not null and status in ('open', 'pending');
create index email_threads_unread on public.email_threads (last_message_at, id) where message_count > 0 and unread_count > 0;

select public.publish_table('public.email_threads', module => 'emails', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, support_email_id, customer_id, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at
  none: last_message_at, last_inbound_at, last_outbound_at, waiting_since, last_direction, status, priority, team, assignee_id
  none: possible_duplicate_of, possible_duplicate_reason, version, created_at, updated_at
  personal: subject, participants, snippet');

select public.announce_table('public.email_threads', 'emails', 'email_thread', 'emails',
  'support_email_id,subject,customer_id,message_count,unread_count,last_message_at,last_direction,status,priority,team,assignee_id,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.follow_assignable('public.email_threads', 'email_thread',
  'assignee_id, status, team, priority, customer_id, last_outbound_at, waiting_since, (message_count > 0), (inbound_count > 0),
   date_trunc(''hour'', last_message_at)');

select public.follow_sla_status('public.email_threads', 'email_thread', 'team, priority, customer_id, assignee_id, subject, (message_count = 0)');
