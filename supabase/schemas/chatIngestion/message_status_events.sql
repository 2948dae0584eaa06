create table public.message_status_events (
  id            bigint generated always as identity primary key,
  provider_id   uuid not null references public.chat_providers (id),
  key           text collate "C" not null,
  callback_data text collate "C",
  message_id    uuid references public.messages (id) on delete cascade,
  status        text collate "C" not null,
  at            timestamptz not null,
  error_code    text,
  error_message text,
  is_retryable  boolean,
  cost          jsonb,
  other_keys    text[] not null default '{}',
  received_at   timestamptz not null default now()
);
comment on table public.message_status_events is
  'Everything that providers said about messages of ours, each once. Of a message that is not known yet it waits, and counts when the message comes.';
comment on column public.message_status_events.message_id is 'Null: the message is not known (yet).';
comment on column public.message_status_events.status is 'As the provider says, in lower case; unknown words are kept and change nothing.';

create unique index message_status_events_once on public.message_status_events (key, status, coalesce(error_code, ''));
create index message_status_events_message on public.message_status_events (message_id, id) where message_id is not null;
-- What waits for its message.
create index message_status_events_waiting_callback on public.message_status_events (callback_data) where message_id is null and callback_data is not null;
create index message_status_events_waiting_key on public.message_status_events (key) where message_id is null;
create index message_status_events_waiting_keys on public.message_status_events using gin (other_keys) where message_id is null and other_keys <> '{}';
create index message_status_events_waiting_since on public.message_status_events (received_at) where message_id is null;

select public.publish_table('public.message_status_events', module => 'chats', classes => '
  none: id, provider_id, key, callback_data, message_id, status, at, error_code, is_retryable, cost, other_keys, received_at
  personal: error_message');
