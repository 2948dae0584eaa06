create table public.conversation_notes (
  id              uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  body            text not null check (body <> ''),
  mentions        uuid[] not null default '{}',
  created_by      uuid not null,
  version         integer not null default 1,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  deleted_at      timestamptz
);
comment on table public.conversation_notes is 'What colleagues tell each other in a conversation; the customer never sees it.';
comment on column public.conversation_notes.mentions is 'Users who are to look; each was told.';

create index conversation_notes_list on public.conversation_notes (conversation_id, created_at desc, id desc) where deleted_at is null;

create trigger conversation_notes_touch before update on public.conversation_notes for each row execute function public.touch_row();

select public.publish_table('public.conversation_notes', module => 'chats', policy => 'deleted_at is null',
  scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$, activity => 'id', classes => '
  none: id, conversation_id, mentions, created_by, version, created_at, updated_at, deleted_at
  personal: body');

select public.announce_table('public.conversation_notes', 'chats', 'conversation_note', 'chats', 'conversation_id,mentions,created_by,version,deleted_at',
  p_scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$);
