create table public.messages (
  id                uuid primary key default gen_random_uuid(),
  conversation_id   uuid not null references public.conversations (id),
  contact_id        uuid not null references public.chat_contacts (id),
  provider_id       uuid not null references public.chat_providers (id),
  customer_id       uuid references public.customers (id),
  direction         text collate "C" not null check (direction in ('inbound', 'outbound')),
  source            text collate "C" not null check (source in ('customer', 'agent', 'external_app', 'automatic')),
  type              text collate "C" not null check (type in ('text', 'image', 'document', 'audio', 'video', 'sticker', 'location', 'contacts', 'interactive',
    'template', 'order', 'system', 'unsupported')),
  text              text,
  preview           text not null default '',
  key               text collate "C",
  token             text collate "C",
  at                timestamptz not null default now(),
  sent_at           timestamptz,
  send_id           uuid unique references public.sends (id),
  created_by        uuid,
  reply_to_id       uuid references public.messages (id) on delete set null,
  reply_to_keys     text[] not null default '{}',
  media_count       integer not null default 0,
  context           jsonb,
  reply             jsonb,
  location          jsonb,
  contacts          jsonb,
  order_details     jsonb,
  referral          jsonb,
  unsupported       jsonb,
  content           jsonb,
  reactions         jsonb not null default '[]',
  status            text collate "C" check (status in ('queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played', 'cancelled')),
  delivered_at      timestamptz,
  delivered_derived boolean not null default false,
  read_at           timestamptz,
  played_at         timestamptz,
  failed_at         timestamptz,
  error_code        text,
  error_message     text,
  is_retryable      boolean,
  cost              jsonb,
  edited_at         timestamptz,
  deleted_at        timestamptz,
  flags             text[] not null default '{}',
  created_at        timestamptz not null default now(),
  resend_of         uuid unique references public.messages (id) on delete set null,
  check ((direction = 'inbound') = (source = 'customer')),
  check ((direction = 'inbound') = (status is null))
);
comment on table public.messages is 'Messages of conversations, received and sent.';
comment on column public.messages.source is
  'customer; agent: a person wrote it here; external_app: typed on the business''s own phone or in the provider''s inbox; automatic: no person wrote it.';
comment on column public.messages.key is 'What the provider calls it, the same at a second delivery; null until a message of ours was taken. Further names: message_aliases.';
comment on column public.messages.token is 'The part of a WhatsApp id that stays the same when a user id stands in it instead of a number.';
comment on column public.messages.at is 'Its place in the conversation: the provider''s time, the arrival when that is missing or in the future; of ours, when it was written.';
comment on column public.messages.sent_at is 'As the provider says; null when it does not, or has not yet.';
comment on column public.messages.reply_to_id is 'The quoted message; null when we do not know it or two could be meant: reply_to_keys tell what the provider said.';
comment on column public.messages.resend_of is 'The message that did not arrive, which this one says once more.';
comment on column public.messages.content is 'What we sent beyond the text: the template with its values, buttons, the list.';
comment on column public.messages.unsupported is '{"type", "raw"} of what could not be read: shown as a placeholder, with all that came.';
comment on column public.messages.order_details is 'What the customer ordered: items, amounts in the smallest unit of their currency.';
comment on column public.messages.reactions is 'Those of now: [{"emoji", "direction", "at"}]; message_reactions has all.';
comment on column public.messages.status is 'Of what we sent. Moves up only: queued, sending, unknown, sent, failed, delivered, read, played.';
comment on column public.messages.delivered_derived is 'Nobody reported the delivery: it follows from the reading.';
comment on column public.messages.deleted_at is 'When its writer took it back; what it said stays.';

create unique index messages_key on public.messages (key);
create index messages_conversation on public.messages (conversation_id, at, id);
create index messages_customer on public.messages (customer_id, at, id) where customer_id is not null;
create index messages_newest on public.messages (at, id);
create index messages_token on public.messages (contact_id, token) where token is not null;
create index messages_reply_to on public.messages (reply_to_id) where reply_to_id is not null;
create index messages_failed on public.messages (failed_at) where status = 'failed';
-- What an agent wrote in a range of time.
create index messages_writer on public.messages (created_by, at) where created_by is not null;

create trigger messages_conversation_insert after insert on public.messages
  referencing new table as new_rows for each statement execute function public.keep_conversations();
create trigger messages_opt_words after insert on public.messages
  referencing new table as new_rows for each statement execute function public.note_opt_words();
create trigger messages_search_insert after insert on public.messages
  referencing new table as new_rows for each statement execute function public.add_message_search();
create trigger messages_search after update of text on public.messages
  for each row when (old.text is distinct from new.text) execute function public.keep_message_search();
-- What failed has answered nobody; what was delivered after all has.
create trigger messages_failed after update of status on public.messages
  for each row when (new.direction = 'outbound' and (old.status in ('failed', 'cancelled')) is distinct from (new.status in ('failed', 'cancelled')))
  execute function public.follow_message_failure();
create trigger messages_failed_notice after update of status on public.messages
  for each row when (new.source = 'agent' and new.status = 'failed' and old.status <> 'failed') execute function public.notify_of_message();

create trigger rollups_inserted after insert on public.messages
  referencing new table as new_rows for each statement execute function public.note_chat_messages();
create trigger rollups_updated after update on public.messages
  referencing old table as old_rows new table as new_rows for each statement execute function public.note_chat_messages();
create trigger rollups_deleted after delete on public.messages
  referencing old table as old_rows for each statement execute function public.note_chat_messages();
create trigger rollups_truncated after truncate on public.messages for each statement execute function public.renew_chat_rollups();

-- Statistics serve conditions, and these columns stand in none.
alter table public.messages
  alter column text set statistics 0,
  alter column preview set statistics 0,
  alter column context set statistics 0,
  alter column reply set statistics 0,
  alter column location set statistics 0,
  alter column contacts set statistics 0,
  alter column order_details set statistics 0,
  alter column referral set statistics 0,
  alter column unsupported set statistics 0,
  alter column content set statistics 0,
  alter column reactions set statistics 0,
  alter column cost set statistics 0;

select public.publish_table('public.messages', module => 'chats',
  scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$, classes => '
  none: id, conversation_id, contact_id, provider_id, customer_id, direction, source, type, key, token, at, sent_at, send_id, created_by, reply_to_id
  none: reply_to_keys, media_count, status, delivered_at, delivered_derived, read_at, played_at, failed_at, error_code, is_retryable, cost, edited_at
  none: deleted_at, flags, created_at, reactions, resend_of
  personal: text, preview, context, reply, location, contacts, order_details, referral, unsupported, content, error_message');

select public.announce_table('public.messages', 'chats', 'message', 'chats',
  'conversation_id,contact_id,customer_id,direction,source,type,preview,at,created_by,reply_to_id,media_count,reactions,status,delivered_at,read_at,error_code,edited_at,deleted_at',
  p_scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$);

select public.join_realtime('public.messages');

select public.follow_sla('public.messages', 'conversation', 'conversation_id', $$at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')$$);
