/* So many facts of a conversation at one instant; agent_id as in chat_rollups. The provider of a cycle is its conversation's: null here. */
create type public.chat_counted as (
  conversation_id uuid,
  at              timestamptz,
  provider_id     uuid,
  agent_id        uuid,
  figure          text collate "C",
  code            text collate "C",
  count           bigint,
  seconds         bigint
);
