create sequence public.ticket_numbers;
revoke all on sequence public.ticket_numbers from anon, authenticated;

create table public.tickets (
  id                    uuid primary key default gen_random_uuid(),
  number                text collate "C" not null unique default public.next_number('TKT', 'public.ticket_numbers'),
  serial                bigint not null generated always as (public.number_serial(number)) stored,
  subject               text not null,
  description           text not null default '',
  status                text collate "C" not null default 'open'
    check (status in ('open', 'pending', 'on_hold', 'snoozed', 'resolved', 'closed')),
  priority              text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  category              text collate "C",
  channel               text collate "C" not null default 'manual' check (channel in ('email', 'chat', 'call', 'manual')),
  team                  text collate "C",
  assignee_id           uuid references public.agents (id) on delete set null,
  customer_id           uuid references public.customers (id) on delete set null,
  tags                  text[] not null default '{}',
  watcher_ids           uuid[] not null default '{}',
  custom_fields         jsonb not null default '{}',
  checklist             jsonb not null default '[]',
  due_at                timestamptz,
  snoozed_until         timestamptz,
  cycle                 integer not null default 1,
  status_since          timestamptz not null default now(),
  first_response_at     timestamptz,
  last_customer_at      timestamptz,
  last_response_at      timestamptz,
  waiting_since         timestamptz,
  resolved_at           timestamptz,
  closed_at             timestamptz,
  close_warned_at       timestamptz,
  merged_into           uuid references public.tickets (id),
  merged_at             timestamptz,
  created_by            uuid,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  deleted_at            timestamptz,
  version               integer not null default 1,
  hidden_at             timestamptz generated always as (coalesce(deleted_at, merged_at)) stored,
  sla_status            text collate "C" check (sla_status in ('running', 'paused', 'met', 'breached', 'cancelled')),
  sla_due_at            timestamptz,
  check ((merged_into is null) = (merged_at is null))
);
comment on table public.tickets is 'A matter that somebody has to see through, whichever channel it came by.';
comment on column public.tickets.serial is 'The number as a number: TKT-10000 comes after TKT-9999.';
comment on column public.tickets.channel is 'The channel it came by; a public reply goes there.';
comment on column public.tickets.watcher_ids is 'Users who are told what happens.';
comment on column public.tickets.custom_fields is 'Values of the fields of ticket_fields, by key.';
comment on column public.tickets.checklist is '[{"text", "is_done", "is_required"}]; what is required is done before the ticket is.';
comment on column public.tickets.snoozed_until is 'Null while it is snoozed: until the customer writes.';
comment on column public.tickets.cycle is 'How often it was opened: each time has its row in ticket_cycles.';
comment on column public.tickets.status_since is 'When the present status began.';
comment on column public.tickets.first_response_at is 'Of the present cycle: the first public reply of a person.';
comment on column public.tickets.last_response_at is 'The newest public reply of a person that did not fail.';
comment on column public.tickets.waiting_since is 'The first message of the customer that no person has answered; null: nobody waits.';
comment on column public.tickets.close_warned_at is 'When it was said that it closes by itself soon.';
comment on column public.tickets.merged_into is 'The ticket that counts instead of this one; nothing was moved there.';
comment on column public.tickets.version is 'Counts what people change, not messages: a change made on an older one is refused.';
comment on column public.tickets.sla_status is 'A copy of what its clocks say, as sla_due_at: of those that have not ended, or else of those that have.';
comment on column public.tickets.hidden_at is 'Set for what no list shows: deleted, or merged into another.';

-- Every order and every filter of the list; prove:scale asks for each.
create index tickets_newest on public.tickets (created_at desc, id desc) where hidden_at is null;
create index tickets_updated on public.tickets (updated_at desc, id desc) where hidden_at is null;
create index tickets_serial on public.tickets (serial desc, id desc) where hidden_at is null;
create index tickets_status on public.tickets (status, created_at desc, id desc) where hidden_at is null;
create index tickets_priority on public.tickets (priority, created_at desc, id desc) where hidden_at is null;
create index tickets_channel on public.tickets (channel, created_at desc, id desc) where hidden_at is null;
create index tickets_category on public.tickets (category, created_at desc, id desc) where hidden_at is null;
create index tickets_team on public.tickets (team, created_at desc, id desc) where hidden_at is null;
create index tickets_assignee on public.tickets (assignee_id, created_at desc, id desc) where hidden_at is null;
-- Also those that were merged: they stay in the timeline of their customer.
create index tickets_customer on public.tickets (customer_id, created_at desc, id desc);
create index tickets_waiting on public.tickets (waiting_since, id) where hidden_at is null and waiting_since is not null;
create index tickets_due on public.tickets (due_at, id) where hidden_at is null and due_at is not null;
create index tickets_sla_due on public.tickets (sla_due_at, id) where hidden_at is null and sla_due_at is not null;
create index tickets_sla_status on public.tickets (sla_status, created_at desc, id desc) where hidden_at is null;
create index tickets_tags on public.tickets using gin (tags) where hidden_at is null;
create index tickets_watchers on public.tickets using gin (watcher_ids) where hidden_at is null;
create index tickets_search on public.tickets
  using gin (number extensions.gin_trgm_ops, subject extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where hidden_at is null;
create index tickets_merged on public.tickets (merged_into) where merged_into is not null;
create index tickets_snoozed on public.tickets (snoozed_until) where status = 'snoozed' and snoozed_until is not null;
create index tickets_closing on public.tickets (status, status_since) where status in ('pending', 'resolved') and hidden_at is null;

create trigger tickets_status before update of status on public.tickets
  for each row when (old.status is distinct from new.status) execute function public.keep_ticket_status();
create trigger tickets_team before insert or update of team on public.tickets
  for each row when (new.team is not null) execute function public.name_team();
-- What people decide is counted and noted; what messages do is not.
create trigger tickets_touch before update on public.tickets for each row execute function public.touch_ticket();
create trigger tickets_activity after insert or delete or update of subject, description, status, priority, category, team, assignee_id, customer_id, tags,
  watcher_ids, custom_fields, checklist, due_at, snoozed_until, merged_into, deleted_at
  on public.tickets for each row execute function public.record_activity('id');
create trigger tickets_opened after insert on public.tickets
  referencing new table as new_rows for each statement execute function public.open_ticket_cycles();

select public.publish_table('public.tickets', module => 'tickets', scopes => $$array['team:' || r.team]$$, policy => 'deleted_at is null', classes => '
  none: id, number, serial, status, priority, category, channel, team, assignee_id, customer_id, tags, watcher_ids, due_at, snoozed_until, cycle
  none: status_since, first_response_at, last_customer_at, last_response_at, waiting_since, resolved_at, closed_at, close_warned_at, merged_into, merged_at
  none: created_by, created_at, updated_at, deleted_at, version, hidden_at, sla_status, sla_due_at
  personal: subject, description, custom_fields, checklist');

select public.announce_table('public.tickets', 'tickets', 'ticket', 'tickets',
  'number,subject,status,priority,category,channel,team,assignee_id,customer_id,tags,due_at,snoozed_until,cycle,waiting_since,merged_into,deleted_at,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.tickets', columns => 'status,priority,channel,category,team', hidden => 'hidden_at');

select public.follow_assignable('public.tickets', 'ticket',
  'assignee_id, status, team, priority, customer_id, hidden_at, waiting_since, last_response_at');

select public.follow_sla_status('public.tickets', 'ticket',
  'team, priority, category, tags, customer_id, assignee_id, subject, channel, created_at, merged_into, deleted_at');
