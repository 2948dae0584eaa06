create table public.message_reactions (
  id          bigint generated always as identity primary key,
  key         text collate "C" not null unique,
  message_id  uuid references public.messages (id) on delete cascade,
  contact_id  uuid not null references public.chat_contacts (id),
  target_keys text[] not null,
  direction   text collate "C" not null check (direction in ('inbound', 'outbound')),
  emoji       text,
  at          timestamptz not null,
  created_at  timestamptz not null default now()
);
comment on table public.message_reactions is 'Every reaction to a message, in order; the last one of each side counts. emoji null: taken back.';
comment on column public.message_reactions.message_id is 'Null: we do not know the message that target_keys name.';

create index message_reactions_message on public.message_reactions (message_id, at) where message_id is not null;
create index message_reactions_contact on public.message_reactions (contact_id);

select public.publish_table('public.message_reactions', module => 'chats', classes => '
  none: id, key, message_id, contact_id, target_keys, direction, emoji, at, created_at');
