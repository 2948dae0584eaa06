set check_function_bodies = off;

DROP TRIGGER "query_assignments_activity" ON "public"."query_assignments";

DROP VIEW "public"."email_list_rows";

DROP VIEW "public"."email_thread_rows";

DROP VIEW "public"."live_email_threads";

DROP VIEW "public"."workflow_emails";

ALTER TABLE "public"."email_threads"
  ADD COLUMN "waiting_since" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION public.act_on_refund (
  p_steps      jsonb,
  p_id         uuid,
  p_action     text                     DEFAULT NULL::text,
  p_to         text                     DEFAULT NULL::text,
  p_note       text                     DEFAULT ''::text,
  p_version    integer                  DEFAULT NULL::integer,
  p_by         uuid                     DEFAULT NULL::uuid,
  p_expires_at timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_set        jsonb                    DEFAULT '{}'::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_action  text;
  v_reasons jsonb;
  v_pending uuid;
  v_set     jsonb := p_set;
  v_row     jsonb;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.id is null then
    return null;
  end if;
  select s.key into v_action from jsonb_each_text(coalesce(p_steps -> v_refund.status, '{}')) s
  where s.key = p_action or (p_action is null and s.value = p_to and p_to <> v_refund.status) order by s.key limit 1;
  if v_action = 'approve' then
    v_reasons := public.refund_limit_reasons(p_id);
    select a.id into v_pending from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
    -- Also what a rule or a person asked for is answered there, by whoever may.
    if v_reasons <> '[]' or v_pending is not null then
      raise exception 'approval_needed' using errcode = 'P0409',
        detail = jsonb_build_object('reasons', v_reasons, 'approval_request_id', v_pending);
    end if;
  elsif v_action in ('pay', 'fail') and exists (
    select from public.sends s where s.id = v_refund.send_id and s.state in ('queued', 'sending', 'unknown'))
  then
    raise exception 'payout_under_way' using errcode = 'P0409', detail = jsonb_build_object('send_id', v_refund.send_id);
  elsif v_action = 'process' and v_refund.payout_method = 'original' then
    v_set := p_set || jsonb_build_object('send_id', public.queue_send('refunds.payout', jsonb_build_object('refund_id', v_refund.id, 'number', v_refund.number,
      'payment_ref', v_refund.payment_ref, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency), null, p_by));
  end if;
  v_row := public.act_on('public.refunds', p_steps, p_id, p_action, p_to, p_note, p_version, v_set);
  if v_action in ('reject', 'cancel') then
    perform public.void_approval('refund', p_id::text, coalesce(nullif(p_note, ''), 'The refund was decided without it.'));
  elsif v_action = 'reopen' then
    perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  end if;
  return (select to_jsonb(r) from public.refunds r where r.id = p_id);
end $function$;

CREATE OR REPLACE FUNCTION public.count_email_threads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_ids := array(select distinct n.thread_id from new_rows n);
  elsif tg_op = 'DELETE' then
    v_ids := array(select distinct o.thread_id from old_rows o);
  else
    v_ids := array(
      select n.thread_id from new_rows n join old_rows o on o.id = n.id
      where (n.thread_id, n.direction, n.is_read, n.deleted_at, n.received_at, n.snippet, n.send_state = 'sent')
        is distinct from (o.thread_id, o.direction, o.is_read, o.deleted_at, o.received_at, o.snippet, o.send_state = 'sent')
      union
      select o.thread_id from old_rows o join new_rows n on n.id = o.id where n.thread_id <> o.thread_id);
  end if;
  if v_ids <> '{}' then
    perform public.refresh_email_threads(v_ids);
  end if;
  if tg_op = 'INSERT' then
    -- Whoever wrote or was written to, belongs to it.
    update public.email_threads t set participants = array(select distinct p from unnest(t.participants || w.people) p order by p)
    from (
      select n.thread_id, array_agg(distinct p) as people
      from new_rows n cross join lateral public.people_of_email(n.direction, n.kind, n.from_email, n.to_recipients || n.cc_recipients || n.bcc_recipients) p
      group by n.thread_id
    ) w
    where t.id = w.thread_id and not w.people <@ t.participants;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.count_email_threads (
  p_filter jsonb
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  v_total bigint;
begin
  if array(select jsonb_object_keys(p_filter)) <@ '{support_email_id,status,spam,team,priority,unassigned,unread}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_thread_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.email_threads t where ' || public.email_conditions(p_filter, 't') into v_total;
  end if;
  return v_total;
end $function$;

CREATE OR REPLACE FUNCTION public.count_emails (
  p_filter jsonb
)
  RETURNS bigint
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  v_keys  text[] := array(select jsonb_object_keys(p_filter));
  v_total bigint;
begin
  if p_filter ? 'search' then
    execute 'select count(*) from public.emails e where ' || public.email_question(p_filter) into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,spam,is_read,team}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,spam,is_read,team,kind,priority,category,sentiment,language,has_attachments,triage_state,send_state,unassigned}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_detail_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.emails e where ' || public.email_conditions(p_filter, 'e') into v_total;
  end if;
  return v_total;
end $function$;

CREATE OR REPLACE FUNCTION public.email_conditions (
  p_filter jsonb,
  p_alias  text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_sql   text := case p_alias when 'e' then 'e.deleted_at is null' when 't' then 't.message_count > 0' else 'true' end;
  v_key   text;
  v_value text;
begin
  for v_key, v_value in select * from jsonb_each_text(p_filter) loop
    v_sql := v_sql || ' and ' || case
      -- All whom he is one with. Seldom more than himself: then rows come in the order of the index.
      when v_key = 'customer_id' then (
        select case when cardinality(m) = 1 then format('%s.customer_id = %L', p_alias, m[1]) else format('%s.customer_id = any (%L::uuid[])', p_alias, m) end
        from public.customer_members(v_value::uuid) m)
      -- One of several. One alone is read in the order of its index.
      when v_key in ('team', 'status') and jsonb_typeof(p_filter -> v_key) = 'array' then (
        select case when cardinality(a) = 1 then format('%s.%I = %L', p_alias, v_key, a[1]) else format('%s.%I = any (%L::text[])', p_alias, v_key, a) end
        from (select array(select jsonb_array_elements_text(p_filter -> v_key)) as a) s)
      when v_key = 'spam' then case when v_value::boolean then 'true' else format('%s.status <> ''spam''', p_alias) end
      when v_key in ('support_email_id', 'thread_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
        'language', 'team', 'triage_state', 'send_state', 'from_email') then format('%s.%I = %L', p_alias, v_key, v_value)
      when v_key in ('is_read', 'has_attachments') or (p_alias = 'c' and v_key in ('unassigned', 'unread')) then
        format('%s%s.%I', case when v_value::boolean then '' else 'not ' end, p_alias, v_key)
      when v_key = 'unassigned' then format('%s.assignee_id is %snull', p_alias, case when v_value::boolean then '' else 'not ' end)
      when v_key = 'waiting' then case when v_value::boolean then 't.waiting_since is not null and t.status in (''open'', ''pending'')' else 'true' end
      when v_key = 'unread' then format('t.unread_count %s', case when v_value::boolean then '> 0' else '= 0' end)
      when v_key = 'received_from' then format('%s.received_at >= %L', p_alias, v_value)
      when v_key = 'received_to' then format('%s.received_at < %L', p_alias, v_value)
      when v_key = 'search' then 'true'
    end;
  end loop;
  if v_sql is null then
    raise exception 'unknown_filter' using errcode = 'P0422', detail = p_filter::text;
  end if;
  return v_sql;
end $function$;

CREATE OR REPLACE FUNCTION public.ensure_refund_approval (
  p_id         uuid,
  p_by         uuid,
  p_expires_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_reasons jsonb;
  v_request public.approval_requests;
  v_words   text;
  v_by_limit boolean;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.status not in ('pending', 'in_review') then
    return;
  end if;
  v_reasons := public.refund_limit_reasons(p_id);
  select * into v_request from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
  v_by_limit := coalesce(v_request.payload ? 'reasons', false);
  if v_request.id is not null and (v_reasons <> '[]' or not v_by_limit)
    and v_request.content_hash = public.describe_approval('refund', p_id::text, '{}') ->> 'hash'
  then
    return;
  end if;
  if v_request.id is not null then
    perform public.void_approval('refund', p_id::text, 'The refund was changed.');
  end if;
  if v_reasons <> '[]' then
    v_words := public.refund_limit_words(v_reasons, v_refund.currency);
    v_request := public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', p_by, 'expires_at', p_expires_at,
      'reason', concat_ws(' ', v_words, nullif(v_refund.reason, '')), 'payload', jsonb_build_object('reasons', v_reasons)));
    perform public.log_activity('ask_approval', 'refunds', p_id::text, p_note => v_words);
    perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.ask_approval', 'entity_type', 'refund', 'entity_id', p_id,
      'module', 'refunds', 'chosen', jsonb_build_object('approval_request_id', v_request.id), 'reason', v_words, 'rule', 'limits', 'rule_version', '1',
      'inputs', jsonb_build_object('reasons', v_reasons, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency))));
  elsif v_request.id is not null and not v_by_limit then
    perform public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', v_request.requested_by,
      'expires_at', p_expires_at, 'reason', v_request.reason, 'priority', v_request.priority, 'approver_user_id', v_request.approver_user_id,
      'approver_role_id', v_request.approver_role_id, 'approver_team_id', v_request.approver_team_id));
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_assignable_email_threads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        v_ids := array(
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, last_outbound_at, waiting_since, (message_count > 0), (inbound_count > 0),
   date_trunc('hour', last_message_at)) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, last_outbound_at, waiting_since, (message_count > 0), (inbound_count > 0),
   date_trunc('hour', last_message_at)) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('email_thread', v_ids);
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.get_email (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select (to_jsonb(e) - 'deleted_at') || (select to_jsonb(r) from public.email_list_rows r where r.id = e.id) || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = any (a.ids) and i.ended_at is null), '[]'))
      from public.customers c cross join lateral (select public.customer_members(c.id) as ids offset 0) a
      where c.id = public.customer_root(e.customer_id)),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'first_tried_at', s.first_tried_at, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$function$;

CREATE OR REPLACE FUNCTION public.get_email_thread (
  p_id           uuid,
  p_limit        integer                  DEFAULT 20,
  p_after_time   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id     uuid                     DEFAULT NULL::uuid,
  p_newest_first boolean                  DEFAULT false
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  v_thread jsonb := (select to_jsonb(t) from public.email_thread_rows t where t.id = p_id);
  v_ids    uuid[];
  v_next   text;
begin
  if v_thread is null then
    return null;
  end if;
  -- Each in the order of its index, so that a page of a long thread is read, and not all of it.
  if p_newest_first then
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by e.received_at desc, e.id desc limit p_limit + 1);
  else
    v_ids := array(
      select e.id from public.emails e
      where e.thread_id = p_id and e.deleted_at is null
        and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
      order by e.received_at, e.id limit p_limit + 1);
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  return v_thread || jsonb_build_object(
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c
      where c.id = public.customer_root((v_thread ->> 'customer_id')::uuid)),
    'messages', coalesce((
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || to_jsonb(r) || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e
      cross join lateral (select * from public.email_list_rows where id = w.id offset 0) r), '[]'),
    'messages_total', (select count(*) from public.emails e where e.thread_id = p_id and e.deleted_at is null),
    'forwarded_from', (
      select jsonb_build_object('email_id', o.id, 'thread_id', o.thread_id, 'subject', o.subject)
      from public.emails e join public.emails o on o.id = e.forward_of
      where e.thread_id = p_id and e.deleted_at is null and e.forward_of is not null and o.deleted_at is null order by e.received_at, e.id limit 1),
    'forwards', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.id, 'forward_of', f.forward_of, 'thread_id', f.thread_id, 'to_recipients', f.to_recipients,
        'created_at', f.created_at, 'send_state', f.send_state, 'inbound_count', t.inbound_count, 'unread_count', t.unread_count,
        'last_inbound_at', t.last_inbound_at) order by f.received_at, f.id)
      from (
        select n.* from public.emails n join public.emails o on o.id = n.forward_of
        where o.thread_id = p_id and o.deleted_at is null and n.deleted_at is null order by n.received_at desc, n.id desc limit 50) f
      join public.email_threads t on t.id = f.thread_id), '[]'),
    'next_cursor', v_next);
end $function$;

CREATE OR REPLACE FUNCTION public.get_email_thread_list (
  p_filter     jsonb,
  p_limit      integer                  DEFAULT 50,
  p_page       integer                  DEFAULT 1,
  p_offset     bigint                   DEFAULT 0,
  p_after_time timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id   uuid                     DEFAULT NULL::uuid,
  p_order      text                     DEFAULT 'desc'::text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  AS $function$
declare
  v_time  text := case when (p_filter ->> 'waiting')::boolean then 'waiting_since' else 'last_message_at' end;
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_total bigint := public.count_email_threads(p_filter);
  v_ids   uuid[] := '{}';
  v_data  text;
  v_next  text;
begin
  if v_total > 0 then
    execute format('select array(select t.id from public.email_threads t where %s%s order by t.%I %s, t.id %s offset %s limit %s)',
      public.email_conditions(p_filter, 't'),
      case when p_after_time is not null
        then format(' and (t.%I, t.id) %s (%L::timestamptz, %L::uuid)', v_time, case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
        else '' end,
      v_time, v_way, v_way, p_offset, p_limit + 1) into v_ids;
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(case v_time when 'waiting_since' then t.waiting_since else t.last_message_at end, t.id) into v_next
    from public.email_threads t where t.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_thread_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $function$;

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130170046' $function$;

CREATE OR REPLACE FUNCTION public.mirror_send_to_email()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.state = 'failed' and old.state <> 'failed' then
    perform public.reopen_unanswered_thread(new.id);
  end if;
  if (new.state = 'sent') <> (old.state = 'sent') then
    -- Its thread is counted anew: whoever changes e-mails locks their thread first.
    perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.send_id = new.id) for no key update;
  end if;
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, sent_at = new.sent_at,
    updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  elsif new.state = 'failed' and old.state <> 'failed' and new.error_code = 'bounced' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail came back', new.error_message, true);
  elsif new.state = 'failed' and old.state <> 'failed' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail could not be sent', new.error_message, true);
  elsif new.state = 'queued' and old.state = 'sending' and new.first_tried_at < now() - interval '4 hours' then
    perform public.notify_of_email(new.id, 'email_delayed', 'An e-mail has not been sent yet',
      'It is tried again. ' || coalesce(new.error_message, ''), false);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_refund_approval()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_when = 'BEFORE' then
    -- Locked first, as by whoever changes it and asks for an approval then: neither waits for the other.
    perform from public.refunds r where r.id = new.entity_id::uuid for update;
    return new;
  end if;
  update public.refunds r set approval_request_id = new.id where r.id = new.entity_id::uuid;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_refund_approval"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.queue_email (
  p_mail jsonb
)
  RETURNS SETOF public.emails
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.emails := jsonb_populate_record(null::public.emails, p_mail);
  v_email   public.emails;
  v_draft   public.email_drafts;
  v_mailbox public.support_emails;
  v_thread  public.email_threads;
  v_origin  public.email_threads;
  v_status  text := p_mail ->> 'set_status';
  v_others  text[];
  v_to      text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_email:' || v_new.send_id, 0));
  select * into v_email from public.emails e where e.send_id = v_new.send_id;
  if found then
    return next v_email;
    return;
  end if;
  if p_mail ->> 'draft_id' is not null then
    select * into v_draft from public.email_drafts d where d.id = (p_mail ->> 'draft_id')::uuid for update;
    if v_draft.id is null then
      raise exception 'draft_not_found' using errcode = 'P0404';
    elsif v_draft.sent_at is not null then
      return query select * from public.emails e where e.id = v_draft.sent_email_id;
      return;
    elsif v_draft.version <> (p_mail ->> 'draft_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_draft.version || '.';
    end if;
  end if;
  select * into v_mailbox from public.support_emails s where s.id = v_new.support_email_id and s.deleted_at is null for key share;
  if v_mailbox.id is null then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  v_to := array(select r ->> 'email' from jsonb_array_elements(v_new.to_recipients || v_new.cc_recipients || v_new.bcc_recipients) r);
  v_others := array(
    select distinct lower(a) from unnest(v_to) a
    where not exists (select from public.support_emails s where s.addresses @> array[lower(a) collate "C"] and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    if v_thread.version <> (p_mail ->> 'thread_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_thread.version || '.';
    end if;
    -- What is spam stays spam unless somebody says otherwise.
    -- What a rule writes by itself is nobody's answer: nothing was read, and the matter stands as it did.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' or v_new.created_by is null then v_thread.status else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = e.is_read or v_new.created_by is not null, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and ((v_new.created_by is not null and not e.is_read) or e.status <> v_status);
  else
    v_status := coalesce(v_status, 'pending');
    if v_new.forward_of is not null then
      -- Nothing of that matter changes but that it was forwarded; its version says so to whoever looks at it.
      update public.email_threads t set version = t.version + 1, updated_at = now()
      where t.id = (select e.thread_id from public.emails e where e.id = v_new.forward_of and e.deleted_at is null) returning * into v_origin;
      if v_origin.id is null then
        raise exception 'email_not_found' using errcode = 'P0404';
      end if;
    end if;
    insert into public.email_threads (support_email_id, subject, customer_id, participants, status, team, priority, assignee_id)
    values (v_mailbox.id, v_new.subject, case when v_others[1] is not null then
      public.resolve_customer('email', coalesce((select a from unnest(v_to) a where lower(a) = any (v_others) limit 1), v_others[1]), '', 'email') end,
      v_others, v_status, coalesce(v_origin.team, v_mailbox.team), coalesce(v_origin.priority, 'normal'), v_origin.assignee_id)
    returning * into v_thread;
  end if;

  -- The send comes first, because the e-mail refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send(
    'email.smtp',
    jsonb_build_object(
      'support_email_id', v_mailbox.id, 'raw_sha256', p_mail ->> 'raw_sha256', 'from', v_new.from_email, 'to', to_jsonb(v_to), 'message_id', v_new.message_id,
      'status_before', v_thread.status, 'status_after', v_status),
    v_new.send_after, v_new.created_by, v_new.send_id);
  begin
    insert into public.emails (
      support_email_id, thread_id, thread_reason, direction, message_id, in_reply_to, reference_ids, from_email, from_name, to_recipients, cc_recipients,
      bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text, received_at, size, attachment_count, customer_id, is_read, status,
      priority, team, assignee_id, send_id, send_state, send_after, created_by, resend_of, forward_of, notes)
    values (
      v_mailbox.id, v_thread.id, case when v_new.thread_id is not null then 'reply' when v_new.forward_of is not null then 'forward' else 'new' end, 'outbound', v_new.message_id, v_new.in_reply_to, v_new.reference_ids,
      v_new.from_email, v_new.from_name, v_new.to_recipients, v_new.cc_recipients, v_new.bcc_recipients, v_new.subject, v_new.snippet, v_new.body_text,
      v_new.body_html, v_new.new_text, v_new.quoted_text, now(), v_new.size, jsonb_array_length(p_mail -> 'attachments'), v_thread.customer_id,
      true, v_status, v_thread.priority, v_thread.team, v_thread.assignee_id, v_new.send_id, 'queued', v_new.send_after, v_new.created_by, v_new.resend_of,
      v_new.forward_of, coalesce(v_new.notes, '[]'))
    returning * into v_email;
  exception when unique_violation then
    raise exception 'already_resent' using errcode = 'P0409';
  end;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline)
  select v_email.id, a.place - 1, a.item ->> 'sha256', a.item ->> 'filename', a.item ->> 'content_type', (a.item ->> 'size')::bigint,
    coalesce(a.item ->> 'content_id', ''), coalesce((a.item ->> 'is_inline')::boolean, false)
  from jsonb_array_elements(p_mail -> 'attachments') with ordinality as a (item, place);
  insert into public.stored_files (sha256, size)
  select p_mail ->> 'raw_sha256', v_new.size
  union
  select a ->> 'sha256', (a ->> 'size')::bigint from jsonb_array_elements(p_mail -> 'attachments') a
  on conflict (sha256) do nothing;
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_mail -> 'upload_ids') i);
  if v_draft.id is not null then
    update public.email_drafts d set sent_email_id = v_email.id, sent_at = now(), updated_at = now() where d.id = v_draft.id;
  end if;
  perform public.use_chat_template((p_mail ->> 'template_id')::uuid);
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of)
      || case when v_new.forward_of is null then '{}' else jsonb_build_object('forward_of', v_new.forward_of) end, v_new.created_by);
  return next v_email;
end $function$;

CREATE OR REPLACE FUNCTION public.refresh_email_threads (
  p_ids uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
begin
  perform from public.email_threads t where t.id = any (p_ids) order by t.id for no key update;
  update public.email_threads t set
    message_count = c.message_count, inbound_count = c.inbound_count, unread_count = c.unread_count,
    first_message_at = c.first_message_at, last_message_at = c.last_message_at,
    last_inbound_at = c.last_inbound_at, last_outbound_at = c.last_outbound_at, waiting_since = w.waiting_since,
    last_direction = l.direction, snippet = coalesce(l.snippet, ''), updated_at = now()
  from unnest(p_ids) i (id)
  cross join lateral (
    select count(*)::integer as message_count, count(*) filter (where e.direction = 'inbound')::integer as inbound_count,
      count(*) filter (where e.direction = 'inbound' and not e.is_read)::integer as unread_count,
      min(e.received_at) as first_message_at, max(e.received_at) as last_message_at,
      max(e.received_at) filter (where e.direction = 'inbound') as last_inbound_at,
      max(e.received_at) filter (where e.direction = 'outbound') as last_outbound_at
    from (select * from public.emails a where a.thread_id = i.id offset 0) e where e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from (select * from public.emails a where a.thread_id = i.id order by a.received_at desc, a.id desc offset 0) e
    where e.deleted_at is null limit 1
  ) l on true
  cross join lateral (
    -- As sla_email_events has it: an answer is what left, of a person. Not by that view: its plan is not always by the thread.
    select min(e.received_at) filter (where e.direction = 'inbound' and (a.answered_at is null or e.received_at > a.answered_at)) as waiting_since
    from (select * from public.emails m where m.thread_id = i.id offset 0) e
    cross join (
      select max(coalesce(o.sent_at, o.received_at)) as answered_at from (select * from public.emails m where m.thread_id = i.id offset 0) o
      where o.deleted_at is null and o.kind = 'message' and o.direction = 'outbound' and coalesce(o.send_state, 'sent') = 'sent'
        and (o.send_id is null or exists (select from auth.users u where u.id = o.created_by))
    ) a
    where e.deleted_at is null and e.kind = 'message'
  ) w
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.waiting_since,
        t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at,
        w.waiting_since, l.direction, coalesce(l.snippet, ''));
end $function$;

CREATE OR REPLACE FUNCTION public.reopen_unanswered_thread (
  p_send_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_thread uuid := (select e.thread_id from public.emails e where e.send_id = p_send_id and e.deleted_at is null and e.created_by is not null);
begin
  update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now()
  where t.id = v_thread and t.status not in ('open', 'spam');
  if found then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread and e.status <> 'open';
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.write_emails (
  p_emails         jsonb,
  p_triage_seconds integer
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_reopened uuid[] := array(select (m ->> 'thread_id')::uuid from jsonb_array_elements(p_emails) m where (m ->> 'reopens')::boolean);
  v_pending  jsonb := (select jsonb_agg(m -> 'email_id') from jsonb_array_elements(p_emails) m where m ->> 'triage_state' = 'pending');
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, waiting_since, last_direction, snippet, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select (m ->> 'thread_id')::uuid, b.support_email_id, m ->> 'thread_subject', (m ->> 'customer_id')::uuid, p.people, b.gmail_thread_id,
    1, o.inbound::integer, (o.inbound and not '\Seen' = any (b.flags))::integer, b.received_at, b.received_at,
    case when o.inbound then b.received_at end, case when not o.inbound then b.received_at end,
    case when o.inbound and m ->> 'kind' = 'message' then b.received_at end, m ->> 'direction', m ->> 'snippet', s.team,
    (m ->> 'duplicate_of')::uuid, m ->> 'duplicate_reason',
    -- The older of two counts more, also when one batch began both.
    clock_timestamp() + (m ->> 'place')::integer * interval '1 microsecond'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  cross join lateral (select m ->> 'direction' = 'inbound' as inbound offset 0) o
  cross join lateral (select array(select jsonb_array_elements_text(m -> 'people')) as people offset 0) p
  where (m ->> 'is_new')::boolean
  order by (m ->> 'place')::integer;

  if v_reopened <> '{}' then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = any (v_reopened) and e.status <> 'open';
    update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = any (v_reopened);
  end if;
  update public.email_threads t set
    subject = case when b.received_at < t.first_message_at then m ->> 'thread_subject' else t.subject end,
    customer_id = coalesce(t.customer_id, (m ->> 'customer_id')::uuid), gmail_thread_id = coalesce(t.gmail_thread_id, b.gmail_thread_id),
    possible_duplicate_of = coalesce((m ->> 'duplicate_of')::uuid, t.possible_duplicate_of),
    possible_duplicate_reason = coalesce(m ->> 'duplicate_reason', t.possible_duplicate_reason)
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  where t.id = (m ->> 'thread_id')::uuid and not (m ->> 'is_new')::boolean
    and (b.received_at < t.first_message_at or (t.customer_id is null and m ->> 'customer_id' is not null)
      or (t.gmail_thread_id is null and b.gmail_thread_id is not null) or m ->> 'duplicate_of' is not null);

  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select (m ->> 'email_id')::uuid, b.support_email_id, b.id, t.id, m ->> 'thread_reason', m ->> 'direction', m ->> 'kind', m ->> 'kind_reason',
    m ->> 'message_id', m ->> 'in_reply_to', array(select jsonb_array_elements_text(m -> 'reference_ids')),
    m -> 'writer' ->> 'email', m -> 'writer' ->> 'name', m -> 'reply_to', m -> 'to', m -> 'cc', m -> 'bcc', m ->> 'subject', m ->> 'snippet',
    m ->> 'body_text', m ->> 'body_html', m ->> 'new_text', m ->> 'quoted_text',
    (m ->> 'sent_at')::timestamptz, b.received_at, b.raw_size, jsonb_array_length(m -> 'attachments'), b.notes || (m -> 'notes'), (m ->> 'customer_id')::uuid,
    m ->> 'direction' = 'outbound' or '\Seen' = any (b.flags), t.status, t.priority, t.team, t.assignee_id, m ->> 'triage_state'
  from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  join public.email_threads t on t.id = (m ->> 'thread_id')::uuid;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (m ->> 'email_id')::uuid, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_emails) m cross join lateral jsonb_array_elements(m -> 'attachments') with ordinality a (value, n);
  update public.mailbox_messages b set state = 'parsed', email_id = (m ->> 'email_id')::uuid, parsed_at = now(), error_code = null, error_message = null
  from jsonb_array_elements(p_emails) m where b.id = (m ->> 'mailbox_message_id')::uuid;
  -- Behind whatever else waits: an e-mail is to be seen first. While a mailbox is read in, that is meant for all of them.
  if v_pending is not null then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', v_pending), priority => 10,
      run_at => now() + p_triage_seconds * interval '1 second');
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.write_imported_leads (
  p_created jsonb,
  p_changed jsonb,
  p_by      uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_customers jsonb;
  v_known     jsonb;
  v_new       uuid[];
begin
  -- Whose addresses nobody has and no other row names are new customers, under the ids of their leads: written together, many times as fast as one by one.
  v_known := public.find_customers_for_import((select coalesce(jsonb_agg(i.value), '[]') from jsonb_array_elements(p_created) g (value)
    cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i), '{}', '{}', true);
  v_new := array(
    select k.lead_id from (
      select (g.value ->> 'id')::uuid as lead_id, i.value ->> 'kind' as kind, i.value ->> 'value' as value,
        count(*) over (partition by i.value ->> 'kind', i.value ->> 'value') as named
      from jsonb_array_elements(p_created) g (value) cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i
    ) k
    left join jsonb_to_recordset((v_known -> 'identities') || (v_known -> 'ours')) h (kind text, value text) on h.kind = k.kind and h.value = k.value
    group by k.lead_id having max(k.named) = 1 and count(h.value) = 0);
  if v_new <> '{}' then
    perform public.write_imported_customers(
      (select jsonb_agg(jsonb_build_object('id', g.value -> 'id', 'name', g.value -> 'customer' ->> 'name', 'tier', 'normal', 'language', '', 'time_zone', '',
        'tags', '[]'::jsonb, 'owner_id', null, 'blocked', false, 'custom_fields', '{}'::jsonb))
        from jsonb_array_elements(p_created) g (value) where (g.value ->> 'id')::uuid = any (v_new)),
      '[]',
      (select jsonb_agg(i.value || jsonb_build_object('customer_id', g.value -> 'id', 'written', i.value -> 'value'))
        from jsonb_array_elements(p_created) g (value) cross join lateral jsonb_array_elements(g.value -> 'customer' -> 'identities') i
        where (g.value ->> 'id')::uuid = any (v_new)));
  end if;
  -- A statement of its own: the next one sees whom it makes.
  select jsonb_object_agg(r.item + 1, r.customer_id) into v_customers
  from public.resolve_customers((
    select coalesce(jsonb_agg(jsonb_build_object('identities', g.value -> 'customer' -> 'identities', 'name', g.value -> 'customer' ->> 'name',
      'source', 'import', 'at', now()) order by g.place), '[]') from jsonb_array_elements(p_created) with ordinality g (value, place))) r;
  if exists (select from jsonb_each(v_customers) c where c.value = 'null') then
    raise exception 'identity_conflict' using errcode = 'P0409';
  end if;
  with made as (
    insert into public.leads (id, customer_id, matter, property, source, priority, team, value_minor, currency, next_action, next_action_at, note, created_by)
    select n.id, public.customer_root((v_customers ->> g.place::text)::uuid), n.matter, n.property, n.source, n.priority, n.team, n.value_minor, n.currency,
      n.next_action, n.next_action_at, n.note, p_by
    from jsonb_array_elements(p_created) with ordinality g (value, place)
    cross join lateral jsonb_populate_record(null::public.leads, g.value) n
    on conflict do nothing
    returning id
  )
  insert into public.lead_touches (lead_id, direction, source, created_by) select m.id, 'inbound', 'import', p_by from made m;

  update public.leads l set priority = n.priority, team = n.team, source = n.source, value_minor = n.value_minor, currency = n.currency, next_action = n.next_action,
    next_action_at = n.next_action_at, note = n.note
  from jsonb_populate_recordset(null::public.leads, p_changed) n
  where l.id = n.id;
end $function$;

CREATE VIEW "public"."email_list_rows" WITH (security_invoker=true) AS  SELECT id,
    support_email_id,
    mailbox_message_id,
    thread_id,
    thread_reason,
    direction,
    kind,
    kind_reason,
    message_id,
    in_reply_to,
    reference_ids,
    from_email,
    from_name,
    reply_to,
    to_recipients,
    cc_recipients,
    bcc_recipients,
    subject,
    snippet,
    sent_at,
    received_at,
    size,
    attachment_count,
    has_attachments,
    notes,
    customer_id,
    is_read,
    status,
    priority,
    category,
    sentiment,
    language,
    team,
    summary,
    assignee_id,
    triage_state,
    triaged_at,
    human_fields,
    send_id,
    send_state,
    send_after,
    send_error_code,
    send_error_message,
    resend_of,
    created_by,
    version,
    created_at,
    updated_at,
    forward_of,
    ( SELECT m.email_address
           FROM public.support_emails m
          WHERE (m.id = e.support_email_id)) AS mailbox_address,
    ( SELECT r.display_name
           FROM (public.customers c
             JOIN public.customers r ON ((r.id = COALESCE(c.merged_into, c.id))))
          WHERE (c.id = e.customer_id)) AS customer_name,
    ( SELECT a.name
           FROM public.agents a
          WHERE (a.id = e.assignee_id)) AS assignee_name
   FROM public.emails e
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."email_list_rows" FROM "anon", "authenticated";

CREATE VIEW "public"."email_thread_rows" WITH (security_invoker=true) AS  SELECT id,
    support_email_id,
    subject,
    customer_id,
    participants,
    message_count,
    inbound_count,
    unread_count,
    first_message_at,
    last_message_at,
    last_inbound_at,
    last_outbound_at,
    last_direction,
    snippet,
    status,
    priority,
    team,
    assignee_id,
    possible_duplicate_of,
    possible_duplicate_reason,
    version,
    created_at,
    updated_at,
    waiting_since,
    ( SELECT m.email_address
           FROM public.support_emails m
          WHERE (m.id = t.support_email_id)) AS mailbox_address,
    ( SELECT r.display_name
           FROM (public.customers c
             JOIN public.customers r ON ((r.id = COALESCE(c.merged_into, c.id))))
          WHERE (c.id = t.customer_id)) AS customer_name,
    ( SELECT a.name
           FROM public.agents a
          WHERE (a.id = t.assignee_id)) AS assignee_name
   FROM public.email_threads t;

REVOKE ALL ON TABLE "public"."email_thread_rows" FROM "anon", "authenticated";

CREATE VIEW "public"."live_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
    'email'::text AS channel,
    t.team,
    t.priority,
    m.language,
    '[]'::jsonb AS skills,
    COALESCE(t.waiting_since, t.last_message_at, t.created_at) AS waiting_since,
    COALESCE(t.last_message_at, t.created_at) AS last_activity_at,
    t.last_outbound_at AS last_answer_at,
    s.due_at AS sla_due_at,
    t.customer_id,
    t.assignee_id,
    ((t.assignee_id IS NULL) AND (t.status = 'open'::text) AND (t.inbound_count > 0)) AS waits,
    false AS is_bots
   FROM ((public.email_threads t
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'email_thread'::text) AND (s.entity_id = t.id))))
     LEFT JOIN LATERAL ( SELECT (array_agg(e.language ORDER BY e.received_at DESC, e.id DESC) FILTER (WHERE (e.language IS NOT NULL)))[1] AS language
           FROM ( SELECT a.id,
                    a.received_at,
                    a.language,
                    a.direction,
                    a.deleted_at
                   FROM public.emails a
                  WHERE (a.thread_id = t.id)
                 OFFSET 0) e
          WHERE ((e.direction = 'inbound'::text) AND (e.deleted_at IS NULL))) m ON (true))
  WHERE ((t.message_count > 0) AND (t.status = ANY (ARRAY['open'::text, 'pending'::text])));

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_emails" WITH (security_invoker=true) AS  SELECT e.id,
    e.thread_id,
    e.direction,
    e.kind,
    e.from_email,
    e.from_name,
    e.subject,
    e.new_text AS text,
    e.received_at,
    e.has_attachments,
    e.is_read,
    e.status,
    e.priority,
    e.category,
    e.sentiment,
    e.language,
    e.team,
    e.assignee_id,
    e.triage_state,
    e.send_state,
    e.customer_id,
    s.email_address AS mailbox,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name,
    (e.thread_reason = 'new'::text) AS begins
   FROM (((public.emails e
     JOIN public.support_emails s ON ((s.id = e.support_email_id)))
     LEFT JOIN public.customers c ON ((c.id = e.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (e.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "anon", "authenticated";

CREATE INDEX email_threads_waiting ON public.email_threads USING btree (waiting_since, id)
  WHERE ((message_count > 0) AND (waiting_since IS NOT NULL) AND (status = ANY (ARRAY['open'::text, 'pending'::text])));

CREATE TRIGGER lock_refund_of_approval
  BEFORE INSERT ON public.approval_requests
  FOR EACH ROW
  WHEN ((new.kind = 'refund'::text))
  EXECUTE FUNCTION public.note_refund_approval();

CREATE TRIGGER note_refund_approval
  AFTER INSERT ON public.approval_requests
  FOR EACH ROW
  WHEN ((new.kind = 'refund'::text))
  EXECUTE FUNCTION public.note_refund_approval();

CREATE TRIGGER query_assignments_activity
  AFTER INSERT OR UPDATE OF team, agent_id, status, accepted_at, lease_until, ended_at, reopened_at, note ON public.query_assignments
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

COMMENT ON COLUMN "public"."email_threads"."waiting_since" IS 'The first message of a person that nobody has answered. class: none';

COMMENT ON VIEW "public"."email_list_rows" IS 'E-mails as lists show them. access: service only';

COMMENT ON VIEW "public"."email_thread_rows" IS 'Threads as the API shows them. access: service only';

COMMENT ON VIEW "public"."live_email_threads" IS 'E-mail threads that are not finished. access: service only';

COMMENT ON VIEW "public"."workflow_emails" IS 'E-mails, for rules. access: service only';

REVOKE ALL ON FUNCTION "public"."note_refund_approval"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_approval"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_approval"() TO "service_role";

REVOKE ALL ON TABLE "public"."email_list_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_list_rows" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_list_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."email_thread_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_thread_rows" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_thread_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_emails" TO "service_role";

-- by hand:
-- Since when customers wait whose matters are not finished; of the others nobody asks.
update public.email_threads t set waiting_since = w.since
from public.email_threads o
cross join lateral (
  select min(s.at) as since from public.sla_email_events s
  where s.item_id = o.id and s.kind = 'customer_message'
    and s.at > coalesce((select max(r.at) from public.sla_email_events r where r.item_id = o.id and r.kind = 'reply'), '-infinity')
) w
where o.status in ('open', 'pending') and o.id = t.id and w.since is not null;
-- What waits for an approval that a rule or a person asked for says so.
update public.refunds r set approval_request_id = a.id
from public.approval_requests a
where a.kind = 'refund' and a.status = 'pending' and a.entity_id = r.id::text and r.approval_request_id is distinct from a.id;
