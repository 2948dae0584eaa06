create view public.timeline_messages with (security_invoker = true) as
select m.customer_id as key, m.at, m.id::text collate "C" as id, m.direction, case m.direction when 'inbound' then 'Chat message' else 'Chat reply' end as title,
  m.preview as body, coalesce(m.status, 'received') as status, c.assignee_id as agent_id,
  jsonb_build_object('conversation_id', m.conversation_id, 'type', m.type, 'source', m.source, 'channel', c.channel, 'media_count', m.media_count,
    'deleted_at', m.deleted_at) as details
from public.messages m join public.conversations c on c.id = m.conversation_id;
comment on view public.timeline_messages is
  'Messages from and to customers, each by itself as e-mails are: what is entered once never moves, so pages of a timeline stay as they were. access: service only';

revoke all on public.timeline_messages from public, anon, authenticated, service_role;
grant select on public.timeline_messages to service_role;
