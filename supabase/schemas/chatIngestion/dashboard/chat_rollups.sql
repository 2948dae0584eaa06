-- Kept figures of the chats, exact after every transaction that changes messages, cycles or the team of a conversation, and the dashboard's functions
-- that read them.
--
-- All figures are counts of one kind of fact: so many messages, or cycles of conversations, of a provider, a team and an agent, that are alike. Which
-- facts a message or a cycle is, is said once, by chat_message_figures and chat_cycle_figures. Grains, the cutting of ranges and the business zone are
-- those of the calls (kaleyra_grain, kaleyra_buckets, kaleyra_range_pieces).
--
-- What a statement changes is noted when it ends and added when its transaction commits, under one lock that is held from then to the end of the
-- commit: a transaction that is about to commit waits for no row any more. The team is looked up then, too, so that a message that comes while its
-- conversation changes hands counts where the conversation is.
create table public.chat_rollups (
  grain       public.kaleyra_grain not null,
  bucket      timestamp not null,
  provider_id uuid not null,
  team        text collate "C",
  agent_id    uuid,
  figure      text collate "C" not null,
  code        text collate "C" not null default '',
  count       bigint not null,
  seconds     bigint not null,
  unique nulls not distinct (grain, bucket, provider_id, team, agent_id, figure, code)
);
comment on table public.chat_rollups is 'How often each figure of the chats occurs. access: service only';
comment on column public.chat_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day). Messages by their place in the conversation, cycles by their beginning.';
comment on column public.chat_rollups.team is 'Of the conversation now; null: nobody''s.';
comment on column public.chat_rollups.agent_id is 'The user or API key that wrote the message, or resolved the conversation; null: none, and for all that no agent did.';
comment on column public.chat_rollups.code is 'Why a message failed.';
comment on column public.chat_rollups.seconds is 'How long it took, in all: until the first response, or the resolution.';

alter table public.chat_rollups set (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 70);

select public.publish_table('public.chat_rollups', service => 'select', classes => '
  none: grain, bucket, provider_id, team, agent_id, figure, code, count, seconds');
