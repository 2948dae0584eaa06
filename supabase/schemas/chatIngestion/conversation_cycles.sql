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

-- By its beginning, as the dashboard counts it.
create index conversation_cycles_begun on public.conversation_cycles ((coalesce(first_message_at, opened_at)));

create trigger rollups_inserted after insert on public.conversation_cycles
  referencing new table as new_rows for each statement execute function public.note_chat_cycles();
create trigger rollups_updated after update on public.conversation_cycles
  referencing old table as old_rows new table as new_rows for each statement execute function public.note_chat_cycles();
create trigger rollups_deleted after delete on public.conversation_cycles
  referencing old table as old_rows for each statement execute function public.note_chat_cycles();
create trigger rollups_truncated after truncate on public.conversation_cycles for each statement execute function public.renew_chat_rollups();

select public.publish_table('public.conversation_cycles', module => 'chats', classes =>
  'none: conversation_id, cycle, opened_at, first_message_at, first_response_at, resolved_at, resolved_by');
