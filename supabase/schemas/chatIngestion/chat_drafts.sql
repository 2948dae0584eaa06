create table public.chat_drafts (
  id              uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  text            text not null default '',
  content         jsonb,
  reply_to_id     uuid references public.messages (id) on delete set null,
  created_by      uuid not null,
  version         integer not null default 1,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (conversation_id, created_by)
);
comment on table public.chat_drafts is 'What somebody is about to write in a conversation; one for each, seen by its writer alone.';
comment on column public.chat_drafts.content is 'What is to be sent beyond the text, as a reply is asked for.';

create index chat_drafts_list on public.chat_drafts (created_by, updated_at desc, id desc);

create trigger chat_drafts_touch before update on public.chat_drafts for each row execute function public.touch_row();

select public.publish_table('public.chat_drafts',
  policy => $$created_by = (select auth.uid()) and (select public.has_permission('chats', 'view'))$$, classes => '
  none: id, conversation_id, reply_to_id, created_by, version, created_at, updated_at
  personal: text, content');
