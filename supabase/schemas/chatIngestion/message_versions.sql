create table public.message_versions (
  id         bigint generated always as identity primary key,
  message_id uuid not null references public.messages (id) on delete cascade,
  key        text collate "C" unique,
  text       text,
  until_at   timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table public.message_versions is 'What a message said before it was edited.';
comment on column public.message_versions.key is 'Of the edit that ended it; the same edit a second time changes nothing.';
comment on column public.message_versions.until_at is 'When it was edited, as the provider says.';

create index message_versions_message on public.message_versions (message_id, id);

select public.publish_table('public.message_versions', module => 'chats', classes => '
  none: id, message_id, key, until_at, created_at
  personal: text');
