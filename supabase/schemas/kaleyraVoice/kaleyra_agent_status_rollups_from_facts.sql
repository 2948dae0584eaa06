create view public.kaleyra_agent_status_rollups_from_facts with (security_invoker = true) as
select f.agent_number, f.day as bucket, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
where f.agent_number is not null and f.status is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_status_rollups_from_facts is 'What kaleyra_agent_status_rollups must hold. access: service only';

revoke all on public.kaleyra_agent_status_rollups_from_facts from public, anon, authenticated, service_role;
