create table public.conversations (
  id                       uuid primary key default gen_random_uuid(),
  contact_id               uuid not null references public.chat_contacts (id),
  provider_id              uuid not null references public.chat_providers (id),
  channel                  text collate "C" not null check (channel in ('interakt', 'netcore')),
  business_number          text collate "C" not null,
  customer_id              uuid references public.customers (id),
  contact_name             text not null default '',
  contact_phone            text collate "C" not null default '',
  status                   text collate "C" not null default 'open' check (status in ('open', 'pending', 'snoozed', 'resolved')),
  priority                 text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team                     text collate "C",
  assignee_id              uuid references public.agents (id) on delete set null,
  labels                   text[] not null default '{}',
  snoozed_until            timestamptz,
  cycle                    integer not null default 1,
  message_count            integer not null default 0,
  unread_count             integer not null default 0 check (unread_count >= 0),
  is_unread                boolean not null generated always as (unread_count > 0) stored,
  last_message_at          timestamptz not null default now(),
  last_message_preview     text not null default '',
  last_message_type        text collate "C",
  last_direction           text collate "C" check (last_direction in ('inbound', 'outbound')),
  last_customer_message_at timestamptz,
  last_response_at         timestamptz,
  waiting_since            timestamptz,
  is_waiting               boolean not null generated always as (waiting_since is not null) stored,
  first_response_at        timestamptz,
  window_closes_at         timestamptz,
  participant_ids          uuid[] not null default '{}',
  mentioned_ids            uuid[] not null default '{}',
  merged_into              uuid references public.conversations (id),
  resolved_at              timestamptz,
  version                  integer not null default 1,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now()
);
comment on table public.conversations is 'One matter of a contact with a business number. Counts, times and the preview are kept by triggers on messages.';
comment on column public.conversations.channel is 'The kind of its provider.';
comment on column public.conversations.contact_name is 'As on the contact, with contact_phone, so that lists search them.';
comment on column public.conversations.cycle is 'How often it was opened: each time has its row in conversation_cycles.';
comment on column public.conversations.unread_count is 'Messages of the customer that nobody has read.';
comment on column public.conversations.last_response_at is 'The newest message of a person of ours, also one typed on the business''s own phone, that did not fail.';
comment on column public.conversations.waiting_since is 'The first message of the customer that no person has answered; null: nobody waits.';
comment on column public.conversations.first_response_at is 'Of the cycle of now.';
comment on column public.conversations.window_closes_at is 'Copy of the contact''s: free text may be sent before.';
comment on column public.conversations.participant_ids is 'Users who wrote, noted or follow; they are asked for by the view of one''s own.';
comment on column public.conversations.merged_into is 'The conversation that took its messages; this one is hidden and its id leads there.';
comment on column public.conversations.version is 'Counts what people change, not messages: a change made on an older one is refused.';

-- One that is not resolved for each contact: whatever comes at the same time, on however many nodes.
create unique index conversations_one_open on public.conversations (contact_id) where status <> 'resolved';
create index conversations_contact on public.conversations (contact_id, last_message_at desc);
create index conversations_merged on public.conversations (merged_into) where merged_into is not null;
create index conversations_snoozed on public.conversations (snoozed_until) where status = 'snoozed';

-- Every order and every filter of the list; prove:scale asks for each.
create index conversations_newest on public.conversations (last_message_at desc, id desc) where merged_into is null;
create index conversations_created on public.conversations (created_at desc, id desc) where merged_into is null;
create index conversations_waiting on public.conversations (waiting_since desc, id desc) where merged_into is null and is_waiting;
create index conversations_status on public.conversations (status, last_message_at desc, id desc) where merged_into is null;
create index conversations_channel on public.conversations (channel, last_message_at desc, id desc) where merged_into is null;
create index conversations_provider on public.conversations (provider_id, last_message_at desc, id desc) where merged_into is null;
create index conversations_team on public.conversations (team, last_message_at desc, id desc) where merged_into is null;
create index conversations_priority on public.conversations (priority, last_message_at desc, id desc) where merged_into is null;
create index conversations_assignee on public.conversations (assignee_id, last_message_at desc, id desc) where merged_into is null;
create index conversations_customer on public.conversations (customer_id, last_message_at desc, id desc) where merged_into is null;
create index conversations_unread on public.conversations (last_message_at desc, id desc) where merged_into is null and is_unread;
create index conversations_labels on public.conversations using gin (labels) where merged_into is null;
create index conversations_participants on public.conversations using gin (participant_ids) where merged_into is null;
create index conversations_mentioned on public.conversations using gin (mentioned_ids) where merged_into is null;
create index conversations_search on public.conversations
  using gin (contact_name extensions.gin_trgm_ops, contact_phone extensions.gin_trgm_ops);

-- What people decide is counted and noted; what messages do is not.
create trigger conversations_team before insert or update of team on public.conversations
  for each row when (new.team is not null) execute function public.name_team();
create trigger conversations_touch before update of status, priority, team, assignee_id, labels, snoozed_until, merged_into
  on public.conversations for each row execute function public.touch_conversation();
create trigger conversations_activity after delete or update of status, priority, team, assignee_id, labels, snoozed_until, merged_into
  on public.conversations for each row execute function public.record_activity('id');
create trigger conversations_status before update of status on public.conversations
  for each row when (old.status is distinct from new.status) execute function public.keep_conversation_status();
create trigger conversations_opened after insert on public.conversations
  referencing new table as new_rows for each statement execute function public.open_conversation_cycles();

create trigger rollups_moved after update of team, provider_id on public.conversations
  for each row when ((old.team, old.provider_id) is distinct from (new.team, new.provider_id)) execute function public.note_conversation_move();
create trigger rollups_deleted after delete on public.conversations for each statement execute function public.renew_chat_rollups();

select public.publish_table('public.conversations', module => 'chats', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, contact_id, provider_id, channel, customer_id, status, priority, team, assignee_id, labels, snoozed_until, cycle
  none: message_count, unread_count, is_unread, last_message_at, last_message_type, last_direction, last_customer_message_at, last_response_at, waiting_since
  none: is_waiting, first_response_at, window_closes_at, participant_ids, mentioned_ids, merged_into, resolved_at, version, created_at, updated_at
  personal: business_number, contact_name, contact_phone, last_message_preview');

select public.announce_table('public.conversations', 'chats', 'conversation', 'chats',
  'contact_id,provider_id,channel,customer_id,contact_name,status,priority,team,assignee_id,labels,snoozed_until,cycle,message_count,unread_count,last_message_at,last_message_preview,last_message_type,last_direction,waiting_since,window_closes_at,merged_into,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.conversations',
  columns => 'status,channel,provider_id,team,assignee_id,priority,is_unread,is_waiting', hidden => 'merged_into');

select public.join_realtime('public.conversations');

select public.follow_assignable('public.conversations', 'conversation',
  'assignee_id, status, team, priority, customer_id, merged_into, waiting_since, date_trunc(''hour'', last_customer_message_at)');

select public.follow_sla_status('public.conversations', 'conversation', 'team, priority, customer_id, assignee_id, labels, merged_into, contact_name');
