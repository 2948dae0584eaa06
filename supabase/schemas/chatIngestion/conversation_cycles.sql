create table public.conversation_cycles (
  conversation_id   uuid not null references public.conversations (id) on delete cascade,
  cycle             integer not null,
  opened_at         timestamptz not null default now(),
  first_message_at  timestamptz,
  first_response_at timestamptz,
  resolved_at       timestamptz,
  resolved_by       uuid,
  primary key (conversation_id, cycle)
);
comment on table public.conversation_cycles is
  'Each time that a conversation was opened, from its opening to its resolution: what is reopened does not stretch what was done. Kept by triggers.';
comment on column public.conversation_cycles.first_message_at is 'The customer''s first message in it.';
comment on column public.conversation_cycles.first_response_at is 'The first message of a person after that, which did not fail.';

create index conversation_cycles_opened on public.conversation_cycles (opened_at);
create index conversation_cycles_resolved on public.conversation_cycles (resolved_at) where resolved_at is not null;

select public.publish_table('public.conversation_cycles', module => 'chats', classes =>
  'none: conversation_id, cycle, opened_at, first_message_at, first_response_at, resolved_at, resolved_by');
