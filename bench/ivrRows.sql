-- Makes IVR calls, those numbered from $1 to $2: a tenth missed, half of them still to be called back. What triggers would keep is written here, at
-- once. The same arguments give the same rows.

/* An id that depends on its argument only. */
create or replace function bench_id(p_text text) returns uuid
language sql immutable parallel safe as $$
  select overlay(overlay(md5(p_text) placing '4' from 13) placing 'a' from 17)::uuid
$$;

create or replace procedure bench_ivr(p_from integer, p_to integer) language plpgsql as $$
begin
  insert into public.ivr_providers (id, slug, name, field_mapping)
  select bench_id('ivr provider ' || n), 'bench-' || n, 'Bench ' || n, '{"call_id": {"path": "id"}}' from generate_series(1, 2) n on conflict do nothing;
  insert into public.agents (id, name) select bench_id('agent ' || n), 'Agent ' || n from generate_series(1, 20) n on conflict do nothing;
  alter table public.ivr_calls disable trigger user;
  insert into public.ivr_calls (id, provider_id, provider_call_id, status, provider_status, direction, customer_number, customer_name, department, department_source,
    agent_id, assignee_id, agent_name, started_at, ended_at, talk_seconds, is_missed_entry, missed_count, closed_at, event_count)
  select bench_id('ivr call ' || n), bench_id('ivr provider ' || 1 + n % 2), 'bench-' || n, case when n % 10 = 0 then 'missed' else 'answered' end,
    case when n % 10 = 0 then 'missed' else 'answered' end, 'inbound', '+9181' || lpad((n % 300000)::text, 8, '0'), 'Caller ' || n,
    (array['sales', 'support', 'billing', 'logistics'])[1 + n % 4], 'digit', bench_id('agent ' || 1 + n % 20), bench_id('agent ' || 1 + n % 20),
    'Agent ' || 1 + n % 20, at, at + interval '3 minutes', n % 600, n % 20 = 0, case when n % 20 = 0 then 1 else 0 end,
    case when n % 20 = 10 then at + interval '1 hour' end, 2
  from generate_series(p_from, p_to) n
  cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds') t (at);
  alter table public.ivr_calls enable trigger user;
  perform public.rebuild_kept_counts('public.ivr_calls');
end $$;
