set check_function_bodies = off;

DROP VIEW "public"."email_list_rows";

DROP VIEW "public"."email_thread_rows";

DROP VIEW "public"."workflow_emails";

ALTER TABLE "public"."email_threads"
  ADD COLUMN "waiting_since" timestamp WITH time zone;

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
  AS $function$ select '20261130152949' $function$;

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
      max(e.received_at) filter (where e.direction = 'outbound') as last_outbound_at,
      -- What a rule wrote by itself is nobody's answer.
      max(e.received_at) filter (where e.direction = 'outbound' and (e.send_id is null or e.created_by is not null)) as answered_at
    from (select * from public.emails a where a.thread_id = i.id offset 0) e where e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from (select * from public.emails a where a.thread_id = i.id order by a.received_at desc, a.id desc offset 0) e
    where e.deleted_at is null limit 1
  ) l on true
  cross join lateral (
    select min(e.received_at) as waiting_since from (select * from public.emails a where a.thread_id = i.id offset 0) e
    where e.deleted_at is null and e.direction = 'inbound' and e.kind = 'message' and (c.answered_at is null or e.received_at > c.answered_at)
  ) w
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.waiting_since,
        t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at,
        w.waiting_since, l.direction, coalesce(l.snippet, ''));
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

COMMENT ON COLUMN "public"."email_threads"."waiting_since" IS 'The first message of a person that nobody has answered. class: none';

COMMENT ON VIEW "public"."email_list_rows" IS 'E-mails as lists show them. access: service only';

COMMENT ON VIEW "public"."email_thread_rows" IS 'Threads as the API shows them. access: service only';

COMMENT ON VIEW "public"."workflow_emails" IS 'E-mails, for rules. access: service only';

REVOKE ALL ON TABLE "public"."email_list_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_list_rows" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_list_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."email_thread_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_thread_rows" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."email_thread_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_emails" TO "service_role";

-- by hand:
-- Since when customers wait whose matters are not finished; of the others nobody asks.
update public.email_threads t set waiting_since = w.since
from public.email_threads o
cross join lateral (
  select min(e.received_at) as since from public.emails e
  where e.thread_id = o.id and e.deleted_at is null and e.direction = 'inbound' and e.kind = 'message'
    and e.received_at > coalesce((
      select max(a.received_at) from public.emails a
      where a.thread_id = o.id and a.deleted_at is null and a.direction = 'outbound' and (a.send_id is null or a.created_by is not null)), '-infinity')
) w
where o.status in ('open', 'pending') and o.id = t.id and w.since is not null;
