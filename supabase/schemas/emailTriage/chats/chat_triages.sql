-- Triage of conversations: proposals only, as for e-mails. Nothing is sent or closed by it.
create table public.chat_triages (
  id              uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  message_id      uuid references public.messages (id) on delete set null,
  request_key     text collate "C",
  adapter         text collate "C" not null check (adapter in ('gemini', 'rules')),
  model           text not null default '',
  prompt_version  text not null default '',
  state           text collate "C" not null check (state in ('done', 'failed', 'blocked')),
  result          jsonb not null,
  applied         text[] not null default '{}',
  reason          text not null default '',
  error_code      text,
  error_message   text,
  tokens          integer not null default 0,
  ms              integer not null default 0,
  requested_by    uuid,
  created_at      timestamptz not null default now(),
  -- A person may ask as often as he likes; what happens by itself happens once for the same words.
  unique (conversation_id, message_id, request_key)
);
comment on table public.chat_triages is 'Every triage of a conversation: by what, with which result, and why. The newest one counts.';
comment on column public.chat_triages.message_id is 'The newest message of the customer that was judged.';
comment on column public.chat_triages.request_key is 'Prompt version and model of a triage that happens by itself; null when a person asked.';
comment on column public.chat_triages.applied is 'Columns of the conversation that got a value of the result: team and priority, unless a person had set them.';

create index chat_triages_conversation on public.chat_triages (conversation_id, created_at desc, id desc);
-- All decisions, newest first.
create index chat_triages_list on public.chat_triages (created_at desc, id desc);
create index chat_triages_message on public.chat_triages (message_id) where message_id is not null;

select public.publish_table('public.chat_triages', module => 'chats',
  scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$, classes => '
  none: id, conversation_id, message_id, request_key, adapter, model, prompt_version, state, applied, error_code, tokens, ms, requested_by, created_at
  personal: result, reason, error_message');

select public.announce_table('public.chat_triages', 'chats', 'chat_triage', 'chats', 'conversation_id,message_id,adapter,state,created_at',
  p_scopes => $$array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)$$);
