create view public.timeline_notes with (security_invoker = true) as
select n.customer_id as key, n.created_at as at, n.id::text collate "C" as id, 'internal' as direction, 'Note' as title, n.body, '' as status,
  null::uuid as agent_id, jsonb_build_object('created_by', n.created_by) as details
from public.customer_notes n where n.deleted_at is null;
comment on view public.timeline_notes is 'Notes about customers. access: service only';

revoke all on public.timeline_notes from public, anon, authenticated, service_role;
grant select on public.timeline_notes to service_role;
