create view public.kaleyra_leg_rows with (security_invoker = true) as
select l.id, l.call_id, l.parent_id, l.callfrom, l.callto, l.start_time, l.end_time, l.duration, l.billsec, l.status, l.service,
  l.location, l.provider, l.caller_id, l.agent_number, n.name as agent_name, l.notes, l.custom, l.credits, l.recording <> '' as has_recording, l.synced_at
from public.kaleyra_call_logs l
left join public.agents n on n.phone_number = l.agent_number collate "default";
comment on view public.kaleyra_leg_rows is 'Legs as the API answers them, without the link to the recording. access: service only';

revoke all on public.kaleyra_leg_rows from public, anon, authenticated, service_role;
grant select on public.kaleyra_leg_rows to service_role;
