-- Outgoing webhooks: who wants to hear of what, what was sent, and what came of it. And notices for people.

-- Notices ---------------------------------------------------------------------------------------

create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete cascade,
  module text not null references public.modules (key),
  type text not null check (type ~ '^[a-z][a-z0-9_]*$'),
  title text not null,
  body text not null default '',
  entity_type text,
  entity_id text,
  read_at timestamptz,
  dedupe_key text not null unique,
  created_at timestamptz not null default now()
);
comment on column public.notifications.user_id is 'Null: everyone who may view the module.';
create index notifications_list_idx on public.notifications (created_at desc, id desc);
create index notifications_user_id_idx on public.notifications (user_id);

/* Tells people something once: a second notice with the same key is none. */
create function public.notify_once(
  p_user_id uuid, p_module text, p_type text, p_title text, p_body text, p_entity_type text, p_entity_id text, p_dedupe_key text
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.notifications;
begin
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key)
  values (p_user_id, p_module, p_type, p_title, p_body, p_entity_type, p_entity_id, p_dedupe_key)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    return null;
  end if;
  perform public.announce_change(
    'notifications', 'notification:created', v_row.id::text, p_module,
    jsonb_build_object(
      'module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at),
    p_user_id);
  return v_row.id;
end $$;
revoke execute on function public.notify_once(uuid, text, text, text, text, text, text, text) from public, anon, authenticated;
grant execute on function public.notify_once(uuid, text, text, text, text, text, text, text) to service_role;

-- Tables ----------------------------------------------------------------------------------------

create table public.webhook_subscriptions (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  description text not null default '',
  url text not null,
  event_types text[] not null check (cardinality(event_types) > 0),
  is_active boolean not null default true,
  disabled_at timestamptz,
  disabled_reason text,
  first_failure_at timestamptz,
  consecutive_failures integer not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on column public.webhook_subscriptions.event_types is 'Exact names, ''<entity>:*'' or ''*''.';
comment on column public.webhook_subscriptions.disabled_at is 'Set when we switched it off ourselves; a person''s is_active = false leaves it null.';
comment on column public.webhook_subscriptions.first_failure_at is 'Since when nothing has arrived; null after a success.';

create table public.webhook_secrets (
  subscription_id uuid primary key references public.webhook_subscriptions (id) on delete cascade,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  authorization_token text
);
comment on table public.webhook_secrets is
  'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the subscription sees them. access: service only';

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id text not null unique default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  seq bigint,
  event text not null,
  namespace text not null,
  entity_id text not null,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'delivered', 'given_up', 'cancelled')),
  reason text,
  attempt_count integer not null default 0,
  schedule_position integer not null default 0,
  next_attempt_at timestamptz default now(),
  last_status_code integer,
  last_error text,
  event_at timestamptz not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (subscription_id, seq)
);
comment on column public.webhook_deliveries.webhook_id is 'The receiver''s idempotency key: the same in every attempt, also after a redelivery.';
comment on column public.webhook_deliveries.body is 'Text, built once: the signature covers bytes, and a redelivery sends the same ones.';
comment on column public.webhook_deliveries.schedule_position is 'Failed attempts since it was last (re)opened; attempt_count counts all there ever were.';
create index webhook_deliveries_open_idx on public.webhook_deliveries (subscription_id, namespace, entity_id, seq)
  where state in ('pending', 'sending');
create index webhook_deliveries_list_idx on public.webhook_deliveries (created_at desc, id desc);
create index webhook_deliveries_subscription_idx on public.webhook_deliveries (subscription_id, created_at desc, id desc);
create index webhook_deliveries_entity_idx on public.webhook_deliveries (entity_id, created_at desc);
create index webhook_deliveries_finished_idx on public.webhook_deliveries (finished_at) where finished_at is not null;

create table public.webhook_delivery_attempts (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references public.webhook_deliveries (id) on delete cascade,
  attempt integer not null,
  scheduled_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('delivered', 'failed', 'released', 'lost')),
  status_code integer,
  error_code text,
  response_excerpt text check (octet_length(response_excerpt) <= 1024),
  duration_ms integer,
  unique (delivery_id, attempt)
);
comment on column public.webhook_delivery_attempts.outcome is
  'Null while under way; released: we stopped; lost: the worker vanished, and what the receiver saw is unknown.';

create table public.webhook_lanes (
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  namespace text not null,
  entity_id text not null,
  due_at timestamptz not null,
  attempt_id bigint,
  primary key (subscription_id, namespace, entity_id)
);
comment on table public.webhook_lanes is
  'One row per endpoint and entity with open deliveries: only its oldest may be sent, which is what keeps the order. access: service only';
comment on column public.webhook_lanes.due_at is 'When its oldest delivery may be taken; while an attempt is under way, when the lease of that ends.';
create index webhook_lanes_due_idx on public.webhook_lanes (subscription_id, due_at, namespace, entity_id);

-- Enqueue ---------------------------------------------------------------------------------------

/* A worker shall look now. One waiting job serves all that are enqueued until it runs. */
create function public.wake_webhook_workers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.deliver', '{}', job_key => 'webhooks.deliver');
end $$;

/* Puts deliveries behind the others of their entity. */
create function public.open_webhook_lanes(p_delivery_ids uuid[]) returns void
language sql set search_path = '' as $$
  insert into public.webhook_lanes as l (subscription_id, namespace, entity_id, due_at)
  select d.subscription_id, d.namespace, d.entity_id, min(d.next_attempt_at)
  from public.webhook_deliveries d where d.id = any (p_delivery_ids)
  group by 1, 2, 3
  -- In one order, so that two writers of the same lanes wait for each other instead of blocking each other.
  order by 1, 2, 3
  -- The update changes nothing but takes the row: a worker about to remove the lane then sees that it is not empty.
  on conflict (subscription_id, namespace, entity_id) do update set due_at = l.due_at
$$;

/* The text that is sent and signed. Its fields are documented: docs/workflows/outgoing_webhooks.md. */
create function public.webhook_body(p_seq bigint, p_event text, p_payload jsonb, p_at timestamptz) returns text
language sql immutable set search_path = '' as $$
  select json_build_object(
    'event', p_event, 'type', p_event,
    'timestamp', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', p_payload, 'seq', p_seq)::text
$$;

/*
 * One delivery for each subscription that wants the event. Called again for the same event it adds nothing, so whoever
 * reads the change feed may read twice. A subscription that we switched off goes on collecting (see docs/workflows);
 * one that a person switched off does not. Returns how many were added.
 */
create function public.enqueue_webhook_deliveries(
  p_seq bigint, p_event text, p_namespace text, p_entity_id text, p_payload jsonb, p_at timestamptz
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  with added as (
    insert into public.webhook_deliveries (subscription_id, seq, event, namespace, entity_id, body, event_at)
    select s.id, p_seq, p_event, p_namespace, p_entity_id, public.webhook_body(p_seq, p_event, p_payload, p_at), p_at
    from public.webhook_subscriptions s
    where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
      and s.event_types && array[p_event, split_part(p_event, ':', 1) || ':*', '*']
    on conflict (subscription_id, seq) do nothing
    returning id
  )
  select array_agg(id) into v_ids from added;
  if v_ids is null then
    return 0;
  end if;
  perform public.open_webhook_lanes(v_ids);
  perform public.wake_webhook_workers();
  return cardinality(v_ids);
end $$;

-- Delivery --------------------------------------------------------------------------------------

create type public.webhook_work as (
  attempt_id bigint, attempt integer, delivery_id uuid, webhook_id text, subscription_id uuid, event text, namespace text,
  entity_id text, body text, schedule_position integer, url text, secret text, previous_secret text, authorization_token text
);

/* Begins an attempt on the oldest delivery of a lane that the caller has locked; null when there is none. */
create function public.begin_webhook_attempt(p_lane public.webhook_lanes, p_lease_ms integer) returns public.webhook_work
language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_delivery public.webhook_deliveries;
  v_work public.webhook_work;
  v_attempt_id bigint;
begin
  if p_lane.attempt_id is not null then
    -- Its lease ran out: the worker is gone, and what the receiver saw nobody knows.
    update public.webhook_delivery_attempts set outcome = 'lost', error_code = 'worker_lost', finished_at = v_now
    where id = p_lane.attempt_id and outcome is null;
  end if;
  select * into v_delivery from public.webhook_deliveries d
  where d.subscription_id = p_lane.subscription_id and d.namespace = p_lane.namespace and d.entity_id = p_lane.entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1 for update;
  if not found then
    delete from public.webhook_lanes l
    where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
    return null;
  end if;
  insert into public.webhook_delivery_attempts (delivery_id, attempt, scheduled_at, started_at)
  values (v_delivery.id, v_delivery.attempt_count + 1, coalesce(v_delivery.next_attempt_at, v_now), v_now)
  returning id into v_attempt_id;
  update public.webhook_deliveries set state = 'sending', attempt_count = attempt_count + 1 where id = v_delivery.id;
  update public.webhook_lanes l set attempt_id = v_attempt_id, due_at = v_now + p_lease_ms * interval '1 millisecond'
  where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
  select v_attempt_id, v_delivery.attempt_count + 1, v_delivery.id, v_delivery.webhook_id, s.id, v_delivery.event,
    v_delivery.namespace, v_delivery.entity_id, v_delivery.body, v_delivery.schedule_position, s.url, x.secret,
    case when x.previous_until > v_now then x.previous_secret end, x.authorization_token
  into v_work
  from public.webhook_subscriptions s join public.webhook_secrets x on x.subscription_id = s.id
  where s.id = v_delivery.subscription_id;
  return v_work;
end $$;

/*
 * Takes up to p_limit deliveries that are due, with a lease of p_lease_ms: whoever is killed loses them to the next caller.
 * One per lane, and at most p_endpoint_limit under way per subscription; of several subscriptions each gets its first before
 * any gets its second, so that a customer with a backlog does not crowd out the others.
 */
create function public.claim_webhook_deliveries(p_limit integer, p_lease_ms integer, p_endpoint_limit integer)
returns setof public.webhook_work
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz;
  v_lanes public.webhook_lanes[];
  v_lane public.webhook_lanes;
  v_work public.webhook_work;
begin
  -- Two callers at once would both count the same free places of an endpoint.
  perform pg_advisory_xact_lock(hashtext('public.claim_webhook_deliveries'));
  -- Not asked in the query: an index serves no moment that changes while it is read.
  v_now := clock_timestamp();
  select array_agg(chosen.lane) into v_lanes
  from (
    select due.lane
    from (
      select l.lane, l.due_at, row_number() over (partition by s.id order by l.due_at, l.namespace, l.entity_id) as place
      from public.webhook_subscriptions s
      cross join lateral (
        select w as lane, w.due_at, w.namespace, w.entity_id from public.webhook_lanes w
        where w.subscription_id = s.id and w.due_at <= v_now
        order by w.due_at, w.namespace, w.entity_id
        limit greatest(0, p_endpoint_limit - (
          select count(*) from public.webhook_lanes b
          where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > v_now))
        for update skip locked
      ) l
      where s.is_active and s.deleted_at is null
    ) due
    order by due.place, due.due_at
    limit p_limit
  ) chosen;
  foreach v_lane in array coalesce(v_lanes, '{}') loop
    v_work := public.begin_webhook_attempt(v_lane, p_lease_ms);
    if v_work.attempt_id is not null then
      return next v_work;
    end if;
  end loop;
end $$;

/*
 * When there is something to claim, milliseconds from now; null when nothing is open. What waits for a free place of its
 * endpoint does not count: whoever frees the place looks by itself.
 */
create function public.next_webhook_due_ms(p_endpoint_limit integer) returns double precision
language sql security definer set search_path = '' as $$
  -- Of null, greatest() would make 0.
  select case when count(*) > 0 then greatest(0, extract(epoch from min(next.due_at) - now()) * 1000)::double precision end
  from public.webhook_subscriptions s
  cross join lateral (
    select count(*) >= p_endpoint_limit as full from public.webhook_lanes b
    where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()
  ) places
  cross join lateral (
    select w.due_at from public.webhook_lanes w
    where w.subscription_id = s.id and (not places.full or w.due_at > now())
    order by w.due_at limit 1
  ) next
  where s.is_active and s.deleted_at is null
$$;

/* Lets the next delivery of an entity come, or closes its lane. The caller holds the lane. */
create function public.release_webhook_lane(p_subscription_id uuid, p_namespace text, p_entity_id text) returns void
language plpgsql set search_path = '' as $$
declare
  v_due timestamptz;
begin
  select coalesce(d.next_attempt_at, now()) into v_due from public.webhook_deliveries d
  where d.subscription_id = p_subscription_id and d.namespace = p_namespace and d.entity_id = p_entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1;
  if found then
    update public.webhook_lanes set attempt_id = null, due_at = v_due
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  else
    delete from public.webhook_lanes
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  end if;
end $$;

/*
 * Switches a subscription off because its endpoint does not work, and tells people once. Nothing happens when it is off.
 * The caller holds the subscription.
 */
create function public.disable_webhook_subscription(p_id uuid, p_reason text, p_words text) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set is_active = false, disabled_at = now(), disabled_reason = p_reason, updated_at = now()
  where id = p_id and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return false;
  end if;
  perform public.notify_once(
    null, 'webhooks', 'webhook_disabled', 'Webhook "' || v_row.name || '" was switched off', p_words,
    'webhook_subscriptions', v_row.id::text, 'webhook_disabled:' || v_row.id || ':' || extract(epoch from v_row.disabled_at));
  return true;
end $$;

/*
 * Records what came of an attempt and what follows. p_result: delivered; failed (p_retry_in_ms null: given up);
 * aborted (the receiver wants no more of it); released (we stopped before it was over: it goes on elsewhere, and counts for nothing).
 * An attempt whose lease was taken over only gets its record: whoever has the delivery now decides.
 */
create function public.finish_webhook_attempt(
  p_attempt_id bigint, p_result text, p_status_code integer, p_error_code text, p_response_excerpt text, p_duration_ms integer,
  p_retry_in_ms double precision, p_gone boolean, p_disable_after_ms double precision, p_disable_min_failures integer
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_delivery public.webhook_deliveries;
  v_subscription public.webhook_subscriptions;
  v_holds boolean;
  v_state text;
  v_disabled boolean := false;
  v_is_test boolean;
begin
  update public.webhook_delivery_attempts set
    finished_at = v_now, outcome = case p_result when 'aborted' then 'failed' else p_result end, status_code = p_status_code,
    error_code = p_error_code, response_excerpt = p_response_excerpt, duration_ms = p_duration_ms
  where id = p_attempt_id;
  if not found then
    raise exception 'webhook_attempt_not_found' using errcode = 'P0404';
  end if;
  select d.* into v_delivery from public.webhook_delivery_attempts a join public.webhook_deliveries d on d.id = a.delivery_id
  where a.id = p_attempt_id;
  v_is_test := v_delivery.event = 'webhook.test';

  -- Always the subscription, then the lane, then the delivery: enabling takes them in the same order.
  select * into v_subscription from public.webhook_subscriptions where id = v_delivery.subscription_id;
  if not v_is_test and (p_result = 'failed' or (p_result = 'delivered' and v_subscription.first_failure_at is not null)) then
    select * into v_subscription from public.webhook_subscriptions where id = v_delivery.subscription_id for no key update;
  end if;
  perform from public.webhook_lanes l
  where l.subscription_id = v_delivery.subscription_id and l.namespace = v_delivery.namespace and l.entity_id = v_delivery.entity_id
    and l.attempt_id = p_attempt_id for update;
  v_holds := found;
  if not v_holds then
    return jsonb_build_object('state', v_delivery.state, 'disabled', false, 'superseded', true);
  end if;

  v_state := case
    when p_result = 'delivered' then 'delivered'
    when p_result = 'aborted' then 'cancelled'
    when p_result = 'released' then 'pending'
    when v_is_test or p_retry_in_ms is null then 'given_up'
    else 'pending' end;
  update public.webhook_deliveries set
    state = v_state,
    reason = case when p_result = 'aborted' then 'receiver_aborted' when v_state = 'given_up' then 'attempts_exhausted' end,
    schedule_position = schedule_position + case when p_result = 'failed' then 1 else 0 end,
    next_attempt_at = case
      when v_state <> 'pending' then null
      when p_result = 'released' then v_now
      else v_now + p_retry_in_ms * interval '1 millisecond' end,
    last_status_code = p_status_code, last_error = p_error_code,
    finished_at = case when v_state = 'pending' then null else v_now end
  where id = v_delivery.id;
  perform public.release_webhook_lane(v_delivery.subscription_id, v_delivery.namespace, v_delivery.entity_id);

  if v_is_test then
    null;
  elsif p_result = 'delivered' and v_subscription.first_failure_at is not null then
    update public.webhook_subscriptions set first_failure_at = null, consecutive_failures = 0 where id = v_subscription.id;
  elsif p_result = 'failed' then
    update public.webhook_subscriptions
    set first_failure_at = coalesce(first_failure_at, v_now), consecutive_failures = consecutive_failures + 1
    where id = v_subscription.id
    returning * into v_subscription;
    if p_gone then
      v_disabled := public.disable_webhook_subscription(
        v_subscription.id, 'gone', 'The endpoint answered 410 Gone. Events are kept until it is enabled again.');
    elsif v_subscription.consecutive_failures >= p_disable_min_failures
      and v_now - v_subscription.first_failure_at >= p_disable_after_ms * interval '1 millisecond' then
      v_disabled := public.disable_webhook_subscription(
        v_subscription.id, 'failing',
        'Nothing has arrived since ' || to_char(v_subscription.first_failure_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC ('
          || v_subscription.consecutive_failures || ' failed attempts). Events are kept until it is enabled again.');
    end if;
  end if;
  return jsonb_build_object('state', v_state, 'disabled', v_disabled, 'superseded', false);
end $$;

-- What people do --------------------------------------------------------------------------------

/* Makes a subscription with its sealed secrets, as one step. */
create function public.create_webhook_subscription(p_subscription jsonb, p_secret text, p_authorization_token text default null)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  insert into public.webhook_subscriptions (id, name, description, url, event_types, is_active, created_by)
  select r.id, r.name, coalesce(r.description, ''), r.url, r.event_types, coalesce(r.is_active, true), r.created_by
  from jsonb_populate_record(null::public.webhook_subscriptions, p_subscription) r
  returning * into v_row;
  insert into public.webhook_secrets (subscription_id, secret, authorization_token) values (v_row.id, p_secret, p_authorization_token);
  return v_row;
end $$;

/*
 * Changes what is given. Switching it on is enabling. p_set_token says whether p_authorization_token counts, null taking it away.
 * Raises webhook_subscription_not_found.
 */
create function public.update_webhook_subscription(
  p_id uuid, p_change jsonb, p_set_token boolean, p_authorization_token text default null
)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  select * into v_row from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  v_row := jsonb_populate_record(v_row, p_change);
  update public.webhook_subscriptions
  set name = v_row.name, description = v_row.description, url = v_row.url, event_types = v_row.event_types, updated_at = now()
  where id = p_id;
  if p_change -> 'is_active' = 'true' then
    perform public.enable_webhook_subscription(p_id);
  elsif p_change -> 'is_active' = 'false' then
    update public.webhook_subscriptions set is_active = false, disabled_at = null, disabled_reason = null where id = p_id;
  end if;
  if p_set_token then
    update public.webhook_secrets set authorization_token = p_authorization_token where subscription_id = p_id;
    perform public.log_activity('set_authorization_token', 'webhook_subscriptions', p_id::text);
  end if;
  select * into v_row from public.webhook_subscriptions where id = p_id;
  return v_row;
end $$;

/* Switches it on; what waits is due at once, oldest first per entity, with all its attempts. Raises webhook_subscription_not_found. */
create function public.enable_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions
  set is_active = true, disabled_at = null, disabled_reason = null, first_failure_at = null, consecutive_failures = 0, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_lanes where subscription_id = p_id order by namespace, entity_id for update;
  update public.webhook_deliveries set next_attempt_at = now(), schedule_position = 0 where subscription_id = p_id and state = 'pending';
  update public.webhook_lanes set due_at = now() where subscription_id = p_id and attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;

/* A new secret; the old one signs as well for p_grace_ms. The one before that is forgotten. Raises webhook_subscription_not_found. */
create function public.rotate_webhook_secret(p_id uuid, p_secret text, p_grace_ms double precision) returns timestamptz
language plpgsql set search_path = '' as $$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  perform from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  update public.webhook_secrets set previous_secret = secret, previous_until = v_until, secret = p_secret where subscription_id = p_id;
  perform public.log_activity('rotate_secret', 'webhook_subscriptions', p_id::text);
  return v_until;
end $$;

/* Takes a subscription away: what is open is cancelled, its log stays until the retention ends. Raises webhook_subscription_not_found. */
create function public.delete_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set deleted_at = now(), is_active = false, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  delete from public.webhook_lanes where subscription_id = p_id;
  update public.webhook_deliveries set state = 'cancelled', reason = 'subscription_deleted', next_attempt_at = null, finished_at = now()
  where subscription_id = p_id and state in ('pending', 'sending');
  update public.webhook_secrets set secret = '', previous_secret = null, authorization_token = null where subscription_id = p_id;
  return v_row;
end $$;

/* Makes a delivery of the event webhook.test and begins its only attempt in the caller's hands. Raises webhook_subscription_not_found. */
create function public.begin_webhook_test(p_subscription_id uuid, p_payload jsonb, p_lease_ms integer) returns setof public.webhook_work
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
  return next public.begin_webhook_attempt(v_lane, p_lease_ms);
end $$;

/*
 * Sends one again, under its old id and with its old body; one that waits is sent now.
 * Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted.
 */
create function public.redeliver_webhook(p_id uuid) returns public.webhook_deliveries
language plpgsql set search_path = '' as $$
declare
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
  update public.webhook_deliveries
  set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
  where id = p_id and state <> 'sending'
  returning * into v_row;
  if not found then
    raise exception 'webhook_delivery_in_flight' using errcode = 'P0409';
  end if;
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
create function public.redeliver_webhooks(
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
  if p_dry_run or v_ids is null then
    return coalesce(cardinality(v_ids), 0);
  end if;
  with opened as (
    update public.webhook_deliveries
    set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
    where id = any (v_ids) and state in ('delivered', 'given_up', 'cancelled')
    returning id
  )
  select array_agg(id) into v_ids from opened;
  perform public.open_webhook_lanes(v_ids);
  perform public.wake_webhook_workers();
  return coalesce(cardinality(v_ids), 0);
end $$;

-- Housekeeping ----------------------------------------------------------------------------------

/*
 * Drops deliveries that ended longer ago than p_days, at most p_most at once; what a switched-off or removed endpoint
 * has collected for so long is cancelled first. Returns how many rows went.
 */
create function public.expire_webhook_deliveries(p_days integer, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stale as (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where d.state in ('pending', 'sending') and not s.is_active
      and (s.deleted_at is not null or d.created_at < now() - p_days * interval '1 day')
    limit p_most
  )
  update public.webhook_deliveries d
  set state = 'cancelled', reason = 'not_collected', next_attempt_at = null, finished_at = now()
  from stale where d.id = stale.id;
  delete from public.webhook_deliveries where id in (
    select id from public.webhook_deliveries where finished_at < now() - p_days * interval '1 day' limit p_most);
  get diagnostics v_count = row_count;
  delete from public.webhook_subscriptions s
  where s.deleted_at < now() - p_days * interval '1 day'
    and not exists (select from public.webhook_deliveries d where d.subscription_id = s.id);
  return v_count;
end $$;

/* What an operator looks at: deliveries that are open, and the oldest that could be sent now. idle: nobody sends to its endpoint. */
create function public.get_webhook_lag() returns table (open_deliveries bigint, oldest_due_seconds double precision, oldest_idle_seconds double precision)
language sql stable security definer set search_path = '' as $$
  select
    (select count(*) from public.webhook_deliveries where state in ('pending', 'sending')),
    coalesce(max(late.seconds), 0), coalesce(max(late.seconds) filter (where not late.busy), 0)
  from (
    select extract(epoch from now() - l.due_at)::double precision as seconds,
      exists (select from public.webhook_lanes b where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()) as busy
    from public.webhook_subscriptions s
    cross join lateral (select due_at from public.webhook_lanes w where w.subscription_id = s.id order by w.due_at limit 1) l
    where s.is_active and s.deleted_at is null and l.due_at < now()
  ) late
$$;

-- Who may do what -------------------------------------------------------------------------------

-- The counters of failures are no deed of anybody, so their columns are left out.
create trigger webhook_subscriptions_activity after insert or delete or
  update of name, description, url, event_types, is_active, deleted_at on public.webhook_subscriptions
  for each row execute function public.record_activity('id');

alter table public.notifications enable row level security;
alter table public.webhook_subscriptions enable row level security;
alter table public.webhook_secrets enable row level security;
alter table public.webhook_deliveries enable row level security;
alter table public.webhook_delivery_attempts enable row level security;
alter table public.webhook_lanes enable row level security;

select public.register_module('webhooks', 'Webhooks', 'Events sent to other systems: subscriptions, deliveries.', 'v', '', '');

create policy notifications_view on public.notifications for select to authenticated
  using (user_id = (select auth.uid()) or (user_id is null and public.has_permission(module, 'view')));
create policy webhook_subscriptions_view on public.webhook_subscriptions for select to authenticated
  using ((select public.has_permission('webhooks', 'view')));
create policy webhook_deliveries_view on public.webhook_deliveries for select to authenticated
  using ((select public.has_permission('webhooks', 'view')));
-- What a foreign server answered is for those who look after the endpoint, not for every reader.
create policy webhook_delivery_attempts_view on public.webhook_delivery_attempts for select to authenticated
  using ((select public.has_permission('webhooks', 'edit')));
revoke insert, update, delete, truncate on
  public.notifications, public.webhook_subscriptions, public.webhook_deliveries, public.webhook_delivery_attempts
  from anon, authenticated;
revoke all on public.webhook_secrets, public.webhook_lanes from anon, authenticated;

do $$
declare
  v_function regprocedure;
begin
  foreach v_function in array array[
    'public.wake_webhook_workers()',
    'public.open_webhook_lanes(uuid[])',
    'public.enqueue_webhook_deliveries(bigint, text, text, text, jsonb, timestamptz)',
    'public.webhook_body(bigint, text, jsonb, timestamptz)',
    'public.begin_webhook_attempt(public.webhook_lanes, integer)',
    'public.claim_webhook_deliveries(integer, integer, integer)',
    'public.next_webhook_due_ms(integer)',
    'public.release_webhook_lane(uuid, text, text)',
    'public.disable_webhook_subscription(uuid, text, text)',
    'public.finish_webhook_attempt(bigint, text, integer, text, text, integer, double precision, boolean, double precision, integer)',
    'public.create_webhook_subscription(jsonb, text, text)',
    'public.update_webhook_subscription(uuid, jsonb, boolean, text)',
    'public.enable_webhook_subscription(uuid)',
    'public.rotate_webhook_secret(uuid, text, double precision)',
    'public.delete_webhook_subscription(uuid)',
    'public.begin_webhook_test(uuid, jsonb, integer)',
    'public.redeliver_webhook(uuid)',
    'public.redeliver_webhooks(integer, boolean, uuid, text, text, timestamptz, timestamptz)',
    'public.expire_webhook_deliveries(integer, integer)',
    'public.get_webhook_lag()'
  ]::regprocedure[] loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
end $$;
