create table public.message_media (
  id           uuid primary key default gen_random_uuid(),
  message_id   uuid not null references public.messages (id) on delete cascade,
  position     integer not null default 0,
  state        text collate "C" not null default 'wanted' check (state in ('wanted', 'stored', 'missing')),
  reason       text,
  mime         text,
  file_name    text not null default '',
  is_voice     boolean not null default false,
  sha256       text collate "C",
  size         bigint,
  tries        integer not null default 0,
  next_try_at  timestamptz,
  expires_at   timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  unique (message_id, position),
  check ((state = 'stored') = (sha256 is not null))
);
comment on table public.message_media is 'Files of messages; the bytes are in the file store, once per content.';
comment on column public.message_media.state is 'wanted: being fetched; stored; missing: could not be fetched, reason says why.';
comment on column public.message_media.mime is 'What the content shows it to be; before it is stored, and when it shows nothing, what the provider says.';
comment on column public.message_media.expires_at is 'Fetching ends then: the provider no longer has it.';

create index message_media_wanted on public.message_media (next_try_at) where state = 'wanted';

select public.publish_table('public.message_media', module => 'chats',
  scopes => $$array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = r.message_id)$$, classes => '
  none: id, message_id, position, state, reason, mime, is_voice, sha256, size, tries, next_try_at, expires_at, created_at, updated_at
  personal: file_name');

select public.announce_table('public.message_media', 'chats', 'message_media', 'chats', 'message_id,position,state,reason,mime,file_name,size',
  p_scopes => $$array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = r.message_id)$$);
