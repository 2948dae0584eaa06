create view public.decision_chat_triages with (security_invoker = true) as
select t.id, 'chat.triage'::text collate "C" as kind, 'conversation'::text collate "C" as entity_type, t.conversation_id::text collate "C" as entity_id,
  'chats'::text collate "C" as module,
  case when t.state <> 'blocked' then (select jsonb_object_agg(f, t.result -> f) from unnest(t.applied) f) end as chosen,
  t.reason, t.adapter as rule, t.prompt_version as rule_version,
  jsonb_strip_nulls(jsonb_build_object('model', nullif(t.model, ''), 'state', t.state, 'error_code', t.error_code, 'requested_by', t.requested_by)) as inputs,
  jsonb_build_array(t.result) as candidates, null::uuid as context_id, t.created_at as at
from public.chat_triages t;
comment on view public.decision_chat_triages is 'Triages of conversations as decisions. access: service only';

revoke all on public.decision_chat_triages from public, anon, authenticated, service_role;
grant select on public.decision_chat_triages to service_role;
