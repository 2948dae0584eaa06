-- What a person or a key asks for leaves an entry in the activity log, with the change itself. Jobs that only carry it out write none.

-- Change feed -----------------------------------------------------------------------------------

/* Tries an event again at once, with all its attempts before it. Raises change_failure_not_found, change_failure_waits. */
create or replace function public.retry_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_before  public.change_reaction_failures;
  v_failure public.change_reaction_failures;
begin
  select * into v_before from public.change_reaction_failures where id = p_id for update;
  if not found then
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  elsif v_before.state = 'waiting' then
    raise exception 'change_failure_waits' using errcode = 'P0409', detail = 'An earlier event of the same thing has to be handled or dismissed first.';
  end if;
  update public.change_reaction_failures set state = 'retry', attempts = 0, next_attempt_at = now() where id = p_id returning * into v_failure;
  perform public.log_activity('retry', 'change_reaction_failures', p_id::text, to_jsonb(v_before), to_jsonb(v_failure));
  perform pg_notify('reactions_due', v_failure.name);
  return next v_failure;
end $$;

/* A person gives an event up; the next one of the same thing is tried at once. Raises change_failure_not_found. */
create function public.dismiss_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql set search_path = '' as $$
declare
  v_dropped public.change_reaction_failures;
begin
  select * into v_dropped from public.drop_change_failure(p_id);
  perform public.log_activity('dismiss', 'change_reaction_failures', p_id::text, to_jsonb(v_dropped));
  return next v_dropped;
end $$;
revoke execute on function public.dismiss_change_failure(bigint) from public, anon, authenticated;
grant execute on function public.dismiss_change_failure(bigint) to service_role;

-- Sends -----------------------------------------------------------------------------------------

-- Logged without the payload: what a send carries is the customer's, or a secret that travels with it.

/* Takes back what is not under way yet. Raises send_not_found, send_not_cancellable. */
create or replace function public.cancel_send(p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.sends;
  v_after  public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'queued' then
    raise exception 'send_not_cancellable' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  update public.sends s set state = 'cancelled', updated_at = now() where s.id = p_id returning * into v_after;
  insert into public.send_events (send_id, kind, state) values (p_id, 'cancelled', 'cancelled');
  perform public.log_activity('cancel', 'sends', p_id::text, to_jsonb(v_before) - 'payload', to_jsonb(v_after) - 'payload');
  perform graphile_worker.remove_job('send:' || p_id);
end $$;

/* A person settles what the provider left uncertain. Raises send_not_found, send_not_uncertain. */
create or replace function public.settle_send(p_id uuid, p_state text, p_reason text) returns void
language plpgsql set search_path = '' as $$
declare
  v_before public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'unknown' then
    raise exception 'send_not_uncertain' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  perform public.advance_send(p_id, 'settled', p_state, jsonb_build_object('reason', p_reason));
  perform public.log_activity('settle', 'sends', p_id::text, to_jsonb(v_before) - 'payload',
    to_jsonb(s) - 'payload' || jsonb_build_object('reason', p_reason))
  from public.sends s where s.id = p_id;
end $$;

-- Call logs -------------------------------------------------------------------------------------

/*
 * The run that covers these days: the one under way, or a new one together with its job. All runs share one queue, so one
 * at a time reads the provider, on whichever node. Who asks is logged, also when the run was there; the clock's ticks are not.
 */
create or replace function public.start_kaleyra_sync(p_from date, p_to date, p_trigger text, p_requested_by uuid default null)
returns setof public.kaleyra_sync_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_id  uuid;
  v_new boolean;
begin
  insert into public.kaleyra_sync_runs (from_date, to_date, trigger, requested_by, next_date, next_page, state)
  values (p_from, p_to, p_trigger, p_requested_by, p_from, 1, 'queued')
  on conflict (from_date, to_date) where state in ('queued', 'running') do nothing
  returning id into v_id;
  v_new := v_id is not null;
  if v_new then
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id);
  else
    select id into v_id from public.kaleyra_sync_runs
    where from_date = p_from and to_date = p_to order by created_at desc limit 1;
    -- A run whose job ran out of attempts, or was lost by hand, gets a new one instead of blocking its days for good.
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id)
    where exists (select from public.kaleyra_sync_runs where id = v_id and state in ('queued', 'running'))
      and not exists (select from graphile_worker._private_jobs j where j.key = 'kaleyra.sync:' || v_id and j.attempts < j.max_attempts);
  end if;
  if p_trigger <> 'schedule' then
    perform public.log_activity('sync', 'kaleyra_sync_runs', v_id::text, null,
      jsonb_build_object('from_date', p_from, 'to_date', p_to, 'trigger', p_trigger, 'joined', not v_new), p_requested_by);
  end if;
  return query select * from public.kaleyra_sync_runs where id = v_id;
end $$;

/*
 * Compares the staged rows of a run with ours of these days and, when asked to heal, makes ours equal. A row that only we have
 * is taken out, its last state kept in the activity log; one that was written after p_asked_at is younger than the question
 * and not judged. Rows are taken out only on good evidence: every row of the provider could be read (p_trusted), and it
 * listed at least as many as it lacks; an empty answer for a full day is more likely a fault of the provider.
 * Lists at most 1,000 ids of each kind. Healing is logged, with its counts.
 */
create or replace function public.reconcile_kaleyra_call_logs(
  p_run_id uuid, p_from date, p_to date, p_asked_at timestamptz, p_heal boolean, p_trusted boolean
)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
  v_changed text[];
  v_extra   text[];
  v_remove  boolean;
  v_counts  jsonb;
  v_staged  integer := (select count(*) from public.kaleyra_reconcile_rows where run_id = p_run_id);
  v_stored  integer := (
    select count(*) from public.kaleyra_call_logs
    where start_time >= p_from::timestamp at time zone 'Asia/Kolkata' and start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata');
begin
  select
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'missing'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'changed'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'extra' and l.synced_at < p_asked_at), '{}')
  into v_missing, v_changed, v_extra
  from public.diff_kaleyra_call_logs(p_run_id, p_from, p_to) d
  left join public.kaleyra_call_logs l on l.id = d.id;

  v_remove := p_heal and p_trusted and cardinality(v_extra) <= v_staged;
  v_counts := jsonb_build_object(
    'provider_rows', v_staged, 'stored_rows', v_stored,
    'missing_count', cardinality(v_missing), 'extra_count', cardinality(v_extra),
    'extra_kept_count', case when v_remove then 0 else cardinality(v_extra) end, 'changed_count', cardinality(v_changed));
  if v_remove then
    perform public.log_activity('reconcile_remove', 'kaleyra_call_logs', l.id, to_jsonb(l))
    from public.kaleyra_call_logs l where l.id = any (v_extra);
    delete from public.kaleyra_call_logs where id = any (v_extra);
  end if;
  if p_heal then
    perform public.heal_kaleyra_call_logs(p_run_id);
    perform public.log_activity('reconcile', 'kaleyra_call_logs', p_from || case when p_to > p_from then '..' || p_to else '' end, null, v_counts);
  else
    delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  end if;
  return v_counts || jsonb_build_object(
    'missing', to_jsonb(v_missing[:1000]), 'extra', to_jsonb(v_extra[:1000]), 'changed', to_jsonb(v_changed[:1000]));
end $$;

-- Notices ---------------------------------------------------------------------------------------

-- They are written by the system; what a person does is read them.
create trigger notifications_activity after update of read_at on public.notifications
  for each row execute function public.record_activity('id');

-- Outgoing webhooks -----------------------------------------------------------------------------

/* Makes a delivery of the event webhook.test and begins its only attempt in the caller's hands. Raises webhook_subscription_not_found. */
create or replace function public.begin_webhook_test(p_subscription_id uuid, p_payload jsonb, p_lease_ms integer) returns setof public.webhook_work
language plpgsql set search_path = '' as $$
declare
  v_id uuid := gen_random_uuid();
  v_lane public.webhook_lanes;
begin
  perform from public.webhook_subscriptions where id = p_subscription_id and deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  insert into public.webhook_deliveries (id, subscription_id, event, namespace, entity_id, body, event_at)
  values (v_id, p_subscription_id, 'webhook.test', 'webhooks', v_id::text, public.webhook_body(null, 'webhook.test', p_payload, now()), now());
  insert into public.webhook_lanes (subscription_id, namespace, entity_id, due_at) values (p_subscription_id, 'webhooks', v_id::text, now())
  returning * into v_lane;
  perform public.log_activity('test', 'webhook_subscriptions', p_subscription_id::text, null, jsonb_build_object('delivery_id', v_id));
  return next public.begin_webhook_attempt(v_lane, p_lease_ms);
end $$;

/*
 * Sends one again, under its old id and with its old body; one that waits is sent now.
 * Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted.
 */
create or replace function public.redeliver_webhook(p_id uuid) returns public.webhook_deliveries
language plpgsql set search_path = '' as $$
declare
  v_before public.webhook_deliveries;
  v_row public.webhook_deliveries;
begin
  select d.* into v_row from public.webhook_deliveries d where d.id = p_id;
  if not found then
    raise exception 'webhook_delivery_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_subscriptions where id = v_row.subscription_id and deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_deleted' using errcode = 'P0409';
  end if;
  perform from public.webhook_lanes l
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) for update;
  -- Only with the lane in hand, or a worker may move it on meanwhile.
  select d.* into v_before from public.webhook_deliveries d where d.id = p_id for update;
  update public.webhook_deliveries
  set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
  where id = p_id and state <> 'sending'
  returning * into v_row;
  if not found then
    raise exception 'webhook_delivery_in_flight' using errcode = 'P0409';
  end if;
  perform public.log_activity('redeliver', 'webhook_deliveries', p_id::text, to_jsonb(v_before) - 'body', to_jsonb(v_row) - 'body');
  perform public.open_webhook_lanes(array[p_id]);
  update public.webhook_lanes l set due_at = now()
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) and l.attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;

/*
 * Sends again all that match and are over (not those that wait or are being sent); with p_dry_run only counts.
 * Per entity they go in their old order. Raises too_many_deliveries above p_most.
 */
create or replace function public.redeliver_webhooks(
  p_most integer, p_dry_run boolean, p_subscription_id uuid default null, p_state text default null, p_event text default null,
  p_from timestamptz default null, p_to timestamptz default null
) returns integer
language plpgsql set search_path = '' as $$
declare
  v_ids uuid[];
begin
  select array_agg(found.id) into v_ids
  from (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where s.deleted_at is null and d.state in ('delivered', 'given_up', 'cancelled')
      and (p_subscription_id is null or d.subscription_id = p_subscription_id)
      and (p_state is null or d.state = p_state)
      and (p_event is null or d.event = p_event)
      and (p_from is null or d.created_at >= p_from)
      and (p_to is null or d.created_at < p_to)
      and d.event <> 'webhook.test'
    limit p_most + 1
  ) found;
  if cardinality(v_ids) > p_most then
    raise exception 'too_many_deliveries' using errcode = 'P0422', detail = format('More than %s match: narrow the range.', p_most);
  end if;
  if p_dry_run then
    return coalesce(cardinality(v_ids), 0);
  end if;
  with opened as (
    update public.webhook_deliveries
    set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
    where id = any (v_ids) and state in ('delivered', 'given_up', 'cancelled')
    returning id
  )
  select coalesce(array_agg(id), '{}') into v_ids from opened;
  -- As a replay of the inbox is: one entry for all, with the filter, also when nothing matched.
  perform public.log_activity('redeliver', 'webhook_deliveries', 'by filter', null,
    jsonb_strip_nulls(jsonb_build_object(
      'subscription_id', p_subscription_id, 'state', p_state, 'event', p_event, 'from', p_from, 'to', p_to, 'deliveries', cardinality(v_ids))));
  if cardinality(v_ids) > 0 then
    perform public.open_webhook_lanes(v_ids);
    perform public.wake_webhook_workers();
  end if;
  return cardinality(v_ids);
end $$;
