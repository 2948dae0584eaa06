/*
 * Writes down what was decided about calls by itself while events were stored, and why: the department, who has a call that was answered, what it
 * was about, that it is over. p_before: what was so before, by id; p_calls and p_events as in store_ivr_calls.
 */
create function public.explain_ivr_calls(p_before jsonb, p_calls jsonb, p_events jsonb) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_decisions jsonb;
begin
  select jsonb_agg(d.decision || jsonb_build_object('entity_type', 'ivr_call', 'entity_id', d.id, 'module', 'ivr', 'rule_version', '1') order by d.place, d.id)
  into v_decisions
  from (
    select c.id, k.place, k.decision
    from jsonb_to_recordset(p_calls) g (id uuid)
    join public.ivr_calls c on c.id = g.id
    cross join lateral (select coalesce(p_before -> c.id::text, '{}') as was) b
    cross join lateral (
      select 1 as place, jsonb_build_object('kind', 'ivr.department', 'rule', coalesce(c.department_source, 'none'),
        'chosen', case when c.department is not null then jsonb_build_object('department', c.department) end,
        'reason', case c.department_source
          when 'digit' then 'The caller pressed ' || c.ivr_digits || ' in the menu.'
          when 'provider' then 'The provider names the department.'
          when 'number' then 'The caller rang a number of this department.'
          when 'default' then 'Neither the menu, the provider nor the number tells a department; this is the provider''s default.'
          else 'Neither the menu, the provider nor the number tells a department, and the provider has no default.' end,
        'inputs', jsonb_build_object('provider_id', c.provider_id, 'ivr_digits', c.ivr_digits, 'did_number', c.did_number)) as decision
      where c.department_source is distinct from 'person'
        and (was = '{}' or (was ->> 'department', was ->> 'department_source') is distinct from (c.department, c.department_source))
      union all
      select 2, jsonb_build_object('kind', 'ivr.assign', 'rule', 'answered', 'chosen', jsonb_build_object('agent_id', c.assignee_id),
        'reason', 'The agent answered the call.', 'inputs', jsonb_build_object('agent_number', c.agent_number, 'agent_ref', c.agent_ref))
      where c.assignee_id is not null and was ->> 'assignee_id' is null
      union all
      select 3, jsonb_build_object('kind', 'ivr.categorise', 'rule', 'provider', 'chosen', jsonb_build_object('category_id', c.category_id),
        'reason', 'The provider says what the call was about, by the name of this category.', 'inputs', jsonb_build_object('disposition_raw', c.disposition_raw))
      where c.category_id is not null and was ->> 'category_id' is null
    ) k
    union all
    select n.call_id, 4, jsonb_build_object('kind', 'ivr.end_call', 'rule', 'silence', 'chosen', jsonb_build_object('status', c.provider_status),
      'reason', 'Nobody told its end for longer than a call lasts.', 'inputs', jsonb_build_object('started_at', c.started_at, 'at', n.received_at))
    from jsonb_to_recordset(p_events) n (call_id uuid, webhook_event_id bigint, received_at timestamptz)
    join public.ivr_calls c on c.id = n.call_id
    where n.webhook_event_id is null
  ) d;
  if v_decisions is not null then
    perform public.record_decisions(v_decisions);
  end if;
end $$;
select public.grant_to_service('explain_ivr_calls');
