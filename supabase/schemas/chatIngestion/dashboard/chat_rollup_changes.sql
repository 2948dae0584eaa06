create unlogged table public.chat_rollup_changes (
  tx              xid8 not null default pg_current_xact_id(),
  id              bigint generated always as identity,
  counted         public.chat_counted[],
  conversation_id uuid,
  provider_id     uuid,
  team            text,
  primary key (tx, id)
);
comment on table public.chat_rollup_changes is
  'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';
comment on column public.chat_rollup_changes.counted is 'Facts that came, and with negative counts that went.';
comment on column public.chat_rollup_changes.conversation_id is
  'It changed hands: until then its facts counted for provider_id and team. Null without facts: so many changed that all is worked out anew.';

-- At the commit; the first of a transaction's rows takes the others with it.
create constraint trigger apply after insert on public.chat_rollup_changes
  deferrable initially deferred for each row execute function public.keep_chat_rollups();

select public.publish_table('public.chat_rollup_changes', service => 'nothing', classes =>
  'none: tx, id, counted, conversation_id, provider_id, team');
