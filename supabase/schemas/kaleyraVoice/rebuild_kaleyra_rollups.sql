/*
 * Brings the customer calls and all rollups in line with the raw rows; writes only what differs.
 * (By merge joins: what is new is then stored in the order in which it will be read.)
 */
create function public.rebuild_kaleyra_rollups() returns void
language plpgsql security definer set search_path = '' set enable_hashjoin = off set enable_nestloop = off as $$
begin
  perform public.lock_kaleyra_call_logs();

  merge into public.kaleyra_calls c using public.kaleyra_calls_from_legs f on c.call_id = f.call_id
  when matched and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers, c.customer_number)
      is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number) then
    update set start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count,
      talk_seconds = f.talk_seconds, agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers,
      customer_number = f.customer_number
  when not matched then
    insert (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
    values (f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number)
  when not matched by source then delete;

  merge into public.kaleyra_service_rollups r using public.kaleyra_service_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service
  when matched and (r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded)
      is distinct from (f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded) then
    update set calls = f.calls, customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered,
      customer_calls_missed = f.customer_calls_missed, customer_calls_not_forwarded = f.customer_calls_not_forwarded
  when not matched then
    insert (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
    values (f.grain, f.bucket, f.service, f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded)
  when not matched by source then delete;

  merge into public.kaleyra_status_rollups r using public.kaleyra_status_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (grain, bucket, service, status, calls) values (f.grain, f.bucket, f.service, f.status, f.calls)
  when not matched by source then delete;

  merge into public.kaleyra_agent_rollups r using public.kaleyra_agent_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.agent_number = f.agent_number
  when matched and (r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls, r.total_talk_seconds, r.connected_talk_seconds,
        r.customer_calls, r.customer_calls_answered)
      is distinct from (f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds, f.connected_talk_seconds,
        f.customer_calls, f.customer_calls_answered) then
    update set total_calls = f.total_calls, calls_answered = f.calls_answered, missed_calls = f.missed_calls,
      connected_calls = f.connected_calls, total_talk_seconds = f.total_talk_seconds, connected_talk_seconds = f.connected_talk_seconds,
      customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered
  when not matched then
    insert (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
      connected_talk_seconds, customer_calls, customer_calls_answered)
    values (f.grain, f.bucket, f.agent_number, f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds,
      f.connected_talk_seconds, f.customer_calls, f.customer_calls_answered)
  when not matched by source then delete;

  merge into public.kaleyra_agent_status_rollups r using public.kaleyra_agent_status_rollups_from_facts f
    on r.agent_number = f.agent_number and r.bucket = f.bucket and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (agent_number, bucket, status, calls) values (f.agent_number, f.bucket, f.status, f.calls)
  when not matched by source then delete;
end $$;
select public.grant_to_service('rebuild_kaleyra_rollups');
