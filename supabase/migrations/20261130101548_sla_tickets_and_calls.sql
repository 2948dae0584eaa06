set check_function_bodies = off;

DROP VIEW "public"."live_ivr_calls";

DROP VIEW "public"."live_leads";

DROP VIEW "public"."live_tickets";

DROP VIEW "public"."sla_agri_consultations";

DROP VIEW "public"."sla_conversations";

DROP VIEW "public"."sla_email_threads";

DROP VIEW "public"."sla_leads";

DROP FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[]);

ALTER TABLE "public"."sla_kinds"
  ADD COLUMN "copies" text COLLATE pg_catalog."C";

ALTER TABLE "public"."sla_stale"
  ADD COLUMN "is_read" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."tickets"
  ADD COLUMN "sla_status" text COLLATE pg_catalog."C";

ALTER TABLE "public"."tickets"
  ADD COLUMN "sla_due_at" timestamp WITH time zone;

CREATE OR REPLACE FUNCTION public.begin_sla_pass (
  p_now  timestamp with time zone,
  p_most integer,
  p_wait boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_now   timestamptz;
  v_stale jsonb;
  v_due   jsonb;
begin
  if p_wait then
    perform pg_advisory_xact_lock(hashtext('sla_pass'));
  elsif not pg_try_advisory_xact_lock(hashtext('sla_pass')) then
    return null;
  end if;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where not o.is_read order by o.id limit p_most) returning s.entity_type, s.entity_id
  )
  select coalesce(jsonb_agg(distinct jsonb_build_array(t.entity_type, t.entity_id)), '[]') into v_stale from taken t;
  -- To the millisecond, as events are read.
  v_now := greatest(p_now, date_trunc('milliseconds', clock_timestamp()));
  select coalesce(jsonb_agg(jsonb_build_array(i.entity_type, i.entity_id)), '[]') into v_due
  from (select entity_type, entity_id from public.sla_items where next_at < v_now order by next_at limit p_most) i;
  return jsonb_build_object('now', public.sla_ms(v_now), 'stamp', public.sla_setting_stamp(), 'stale', v_stale, 'due', v_due);
end $function$;

CREATE OR REPLACE FUNCTION public.copy_sla (
  p_most integer,
  OUT    made integer,
  OUT    held integer
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_taken jsonb;
  v_kind  record;
  v_held  uuid[];
  v_queue uuid[];
begin
  if not pg_try_advisory_xact_lock(hashtext('sla_copies')) then
    return;
  end if;
  made := 0;
  held := 0;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where o.is_read order by o.id limit p_most)
    returning s.entity_type, s.entity_id
  )
  select jsonb_agg(to_jsonb(t)) into v_taken from taken t;
  for v_kind in
    select t.entity_type, k.copies, array_agg(distinct t.entity_id) as ids
    from jsonb_to_recordset(coalesce(v_taken, '[]')) t (entity_type text, entity_id uuid)
    left join public.sla_kinds k on k.entity_type = t.entity_type
    group by t.entity_type, k.copies order by t.entity_type
  loop
    v_held := '{}';
    if v_kind.copies is not null then
      execute format('select public.%I($1)', v_kind.copies) into v_held using v_kind.ids;
    end if;
    v_queue := public.copy_sla_to_queue(v_kind.entity_type, v_kind.ids);
    v_held := array(select distinct u.id from unnest(v_held || v_queue) u (id));
    insert into public.sla_stale (entity_type, entity_id, is_read) select v_kind.entity_type, h, true from unnest(v_held) h order by h;
    held := held + cardinality(v_held);
    made := made + cardinality(v_kind.ids) - cardinality(v_held);
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_ivr_calls (
  p_ids uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ivr_call', p_ids) s join public.ivr_calls c on c.id = s.entity_id
    where (c.sla_tier, c.sla_status, c.sla_due_at, c.sla_breached_at) is distinct from (s.tier, s.status, s.due_at, s.breached_at)
  ), ours as materialized (
    select c.id from public.ivr_calls c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.ivr_calls c set sla_tier = w.tier, sla_status = w.status, sla_due_at = w.due_at, sla_breached_at = w.breached_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_queue (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
  v_made bigint;
begin
  with wanted as (
    select q.id, i.due_at
    from public.assignment_queue q left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = q.id
    where q.id = any (p_ids) and q.entity_type = p_entity_type and q.sla_due_at is distinct from i.due_at
  ), ours as materialized (
    select q.id from public.assignment_queue q where q.id in (select w.id from wanted w) order by q.id for update skip locked
  ), made as (
    update public.assignment_queue q set sla_due_at = w.due_at from wanted w, ours o where q.id = w.id and o.id = w.id
  )
  select array_agg(w.id) filter (where o.id is null), count(o.id) into v_held, v_made from wanted w left join ours o on o.id = w.id;
  if v_made > 0 then
    perform pg_notify('router', '');
  end if;
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.copy_sla_to_tickets (
  p_ids uuid[]
)
  RETURNS uuid[]
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ticket', p_ids) s join public.tickets c on c.id = s.entity_id
    where (c.sla_status, c.sla_due_at) is distinct from (s.status, s.due_at)
  ), ours as materialized (
    select c.id from public.tickets c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.tickets c set sla_status = w.status, sla_due_at = w.due_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_ivr_calls (
  p_departments text[] DEFAULT NULL::text[]
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with counts as (
    select grouping(c.department) as is_total, c.department,
      jsonb_build_object('live', coalesce(sum(c.rows) filter (where c.status = 'live'), 0), 'hangup', coalesce(sum(c.rows) filter (where c.status = 'hangup'), 0),
        'missed', coalesce(sum(c.rows) filter (where c.status = 'missed'), 0), 'answered', coalesce(sum(c.rows) filter (where c.status = 'answered'), 0),
        'completed', coalesce(sum(c.rows) filter (where c.status = 'completed'), 0), 'to_call_back', coalesce(sum(c.rows) filter (where c.is_missed_entry), 0),
        'unassigned', coalesce(sum(c.rows) filter (where c.is_missed_entry and c.assignee_id is null), 0),
        'sla_breached', coalesce(sum(c.rows) filter (where c.is_sla_breached and (c.is_missed_entry or c.status = 'live')), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.ivr_calls_counts c where p_departments is null or c.department = any (p_departments) group by grouping sets ((), (c.department))
  )
  select jsonb_build_object(
    'total', (select figures from counts where is_total = 1),
    'by_department', coalesce((select jsonb_agg(jsonb_build_object('department', department) || figures order by department nulls last)
      from counts where is_total = 0 and rows > 0), '[]'))
$function$;

CREATE OR REPLACE FUNCTION public.follow_ivr_agents()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_agent uuid;
begin
  -- What the clocks say is copied without anything else, by who must not wait for an agent.
  if tg_op = 'UPDATE' then
    if not exists (
      select from old_rows o join new_rows n on n.id = o.id
      where (o.sla_tier, o.sla_status, o.sla_due_at, o.sla_breached_at) is not distinct from (n.sla_tier, n.sla_status, n.sla_due_at, n.sla_breached_at)) then
      return null;
    end if;
  end if;
  -- Old events, such as of a replay, say nothing about now.
  for v_agent in
    select distinct n.agent_id from new_rows n
    where n.provider_status = 'live' and n.agent_id is not null and n.started_at > now() - interval '4 hours' order by 1
  loop
    perform public.follow_agent_call(v_agent, true);
  end loop;
  if tg_op = 'UPDATE' then
    for v_agent in
      select distinct o.agent_id from old_rows o join new_rows n on n.id = o.id
      where o.provider_status = 'live' and o.agent_id is not null and (n.provider_status <> 'live' or n.agent_id is distinct from o.agent_id)
      order by 1
    loop
      perform public.follow_agent_call(v_agent, false);
    end loop;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla (
  p_table       regclass,
  p_entity_type text,
  p_item        text,
  p_facts       text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_name  text := 'follow_sla_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_parts record;
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select %2$s from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select %2$s from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, %2$s as item, row(%3$s) as facts from old_rows) o
        join (select id, %2$s as item, row(%3$s) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items(%4$L, coalesce(v_ids, '{}'));
      return null;
    end $trigger$
  $function$, v_name, p_item, p_facts, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'follow_sla_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name);
  end loop;
end $functionx$;

CREATE OR REPLACE FUNCTION public.follow_sla_agri_advice()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select consultation_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select consultation_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, consultation_id as item, row(told_at, failed_at) as facts from old_rows) o
        join (select id, consultation_id as item, row(told_at, failed_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_agri_consultations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, crop, query_type, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('agri_consultation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_callers()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_numbers text[];
begin
  if tg_op = 'INSERT' then
    v_numbers := array(select distinct n.customer_number from new_rows n where n.provider_status in ('missed', 'answered') and n.customer_number is not null);
  elsif tg_op = 'DELETE' then
    v_numbers := array(select distinct o.customer_number from old_rows o where o.provider_status in ('missed', 'answered') and o.customer_number is not null);
  else
    v_numbers := array(
      select distinct b.number
      from old_rows o join new_rows n on n.id = o.id cross join lateral (values (o.customer_number), (n.customer_number)) b (number)
      where b.number is not null and (o.customer_number, o.provider_status, o.direction, o.started_at, o.answered_at, o.completed_at, o.closed_at, o.agent_id)
        is distinct from (n.customer_number, n.provider_status, n.direction, n.started_at, n.answered_at, n.completed_at, n.closed_at, n.agent_id));
  end if;
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_callers"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_conversations()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, labels, merged_into, contact_name) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_email_threads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, subject, (message_count = 0)) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_emails()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select thread_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select thread_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from old_rows) o
        join (select id, thread_id as item, row(kind, received_at, sent_at, send_state, deleted_at, category, language) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('email_thread', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_ivr_calls()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, provider_status, direction, customer_number, customer_name, customer_id, department, agent_id, assignee_id, language, started_at, answered_at, ended_at, completed_at, closed_at) as facts from old_rows) o
        join (select id, id as item, row(status, provider_status, direction, customer_number, customer_name, customer_id, department, agent_id, assignee_id, language, started_at, answered_at, ended_at, completed_at, closed_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ivr_call', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_lead_touches()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select lead_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select lead_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, lead_id as item, row(direction, at) as facts from old_rows) o
        join (select id, lead_id as item, row(direction, at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_leads()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, customer_id, assignee_id, matter, source, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('lead', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_messages()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select conversation_id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select conversation_id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from old_rows) o
        join (select id, conversation_id as item, row(at, (status in ('sent', 'delivered', 'read', 'played')), (status = 'failed')) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('conversation', coalesce(v_ids, '{}'));
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.follow_sla_of_callers (
  p_numbers text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if cardinality(p_numbers) > 0 then
    perform public.follow_sla_items('ivr_call', array(
      select c.id from public.ivr_calls c where c.customer_number = any (p_numbers) and c.provider_status = 'missed' and c.direction is distinct from 'outbound'));
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_of_callers"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_ticket_comments()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select coalesce(public.ticket_root(ticket_id), ticket_id) from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select coalesce(public.ticket_root(ticket_id), ticket_id) from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, coalesce(public.ticket_root(ticket_id), ticket_id) as item, row(visibility, source, email_id, message_id, failed_at, created_by, created_at, updated_at, deleted_at) as facts from old_rows) o
        join (select id, coalesce(public.ticket_root(ticket_id), ticket_id) as item, row(visibility, source, email_id, message_id, failed_at, created_by, created_at, updated_at, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ticket', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_ticket_comments"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_sla_tickets()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select id from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select id from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, id as item, row(status, team, priority, category, tags, customer_id, assignee_id, subject, channel, created_at, merged_into, deleted_at) as facts from old_rows) o
        join (select id, id as item, row(status, team, priority, category, tags, customer_id, assignee_id, subject, channel, created_at, merged_into, deleted_at) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items('ticket', coalesce(v_ids, '{}'));
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_sla_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_ticket_replies (
  p_type text,
  p_ids  uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_tickets uuid[];
begin
  with states as (
    select e.id, e.send_state in ('failed', 'cancelled') as has_failed from public.emails e where p_type = 'email' and e.id = any (p_ids) and e.direction = 'outbound'
    union all
    select m.id, m.status in ('failed', 'cancelled') from public.messages m where p_type = 'message' and m.id = any (p_ids) and m.direction = 'outbound'
  ), changed as (
    update public.ticket_comments c set failed_at = case when s.has_failed then now() end, updated_at = now()
    from states s
    where (p_type = 'email' and c.email_id = s.id or p_type = 'message' and c.message_id = s.id) and (c.failed_at is not null) <> coalesce(s.has_failed, false)
    returning c.ticket_id
  )
  select array_agg(distinct ticket_id) into v_tickets from changed;
  perform public.refresh_ticket(t) from unnest(v_tickets) t;
  -- An answer counts for the clocks when it has left.
  perform public.follow_sla_items('ticket', array(
    select coalesce(public.ticket_root(c.ticket_id), c.ticket_id) from public.ticket_comments c
    where (p_type = 'email' and c.email_id = any (p_ids)) or (p_type = 'message' and c.message_id = any (p_ids))));
end $function$;

CREATE OR REPLACE FUNCTION public.get_sla_inputs (
  p_entity_type text,
  p_ids         uuid[],
  p_fields      text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_kind   public.sla_kinds;
  v_result jsonb;
begin
  select * into v_kind from public.sla_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return '[]';
  end if;
  execute format($sql$
    select coalesce(jsonb_agg(jsonb_build_object(
      'entity_id', f.id, 'status', f.status, 'label', f.label, 'customer_id', f.customer_id, 'excluded', f.excluded,
      'facts', jsonb_build_object('entity_type', %1$L, 'channel', f.channel, 'team', f.team, 'priority', f.priority, 'tier', f.tier,
        'department', f.department, 'assignee_id', f.assignee_id%2$s),
      'events', coalesce(e.events, '[]'), 'statuses', coalesce(s.statuses, '[]'),
      'kept', case when k.entity_id is not null then jsonb_build_object('is_live', k.is_live, 'policy_id', k.policy_id,
        'policy_version', k.policy_version, 'calendar_id', k.calendar_id) end) order by f.id), '[]')
    from unnest($1) i (id)
    join public.%3$I f on f.id = i.id
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(v.at), v.kind, public.sla_ms(v.recorded_at), a.id) order by v.at, v.kind, v.recorded_at, a.id) as events
      from public.%4$I v left join public.agents a on a.user_id = v.by_user where v.item_id = i.id
    ) e on true
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(c.at), c.status) order by c.at, c.id) as statuses
      from public.sla_status_changes c where c.entity_id = i.id and c.entity_type = %1$L
    ) s on true
    left join public.sla_items k on k.entity_type = %1$L and k.entity_id = i.id
  $sql$, p_entity_type, (select string_agg(format(', %L, f.%I', c, c), '') from unnest(p_fields) c), v_kind.facts, v_kind.events)
  into v_result using p_ids;
  return v_result;
end $function$;

CREATE OR REPLACE FUNCTION public.get_sla_setting()
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'stamp', public.sla_setting_stamp(),
    'policies', (select coalesce(jsonb_agg(to_jsonb(p) order by p.is_default, p.position, p.created_at, p.id), '[]') from public.sla_policies p),
    'versions', (select coalesce(jsonb_agg(v.policy), '[]') from public.sla_policy_versions v),
    'default_calendar_id', (select c.id from public.calendars c where c.is_default),
    'calendars', (
      select coalesce(jsonb_agg(to_jsonb(v) order by v.calendar_id, v.version), '[]')
      from (
        select v.calendar_id, v.version, public.sla_ms(v.until) as until, v.zone, v.hours, v.holidays, v.holiday_closes from public.calendar_versions v
        union all
        select c.id, c.version, null, c.zone, c.hours, c.holidays, c.holiday_closes from public.calendars c
      ) v),
    'teams', (select coalesce(jsonb_object_agg(t.key, t.calendar_id), '{}') from public.teams t where t.calendar_id is not null),
    'departments', (select coalesce(jsonb_object_agg(d.key, d.calendar_id), '{}') from public.departments d where d.calendar_id is not null),
    'kinds', (select coalesce(jsonb_agg(to_jsonb(k) order by k.entity_type), '[]') from public.sla_kinds k))
$function$;

CREATE OR REPLACE FUNCTION public.keep_sla_status_ivr_calls()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('ivr_call', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_ivr_calls"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_sla_status_tickets()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values ('ticket', new.id, new.status);
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_sla_status_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130101548' $function$;

CREATE OR REPLACE FUNCTION public.queue_chat_message (
  p_message jsonb
)
  RETURNS SETOF public.messages
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_send_id uuid := (p_message ->> 'send_id')::uuid;
  v_by      uuid := (p_message ->> 'created_by')::uuid;
  v_id      uuid := (p_message ->> 'conversation_id')::uuid;
  v_status  text := p_message ->> 'set_status';
  v_contact public.chat_contacts;
  v_talk    public.conversations;
  v_former  public.messages;
  v_message public.messages;
  v_other   uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_chat_message:' || v_send_id, 0));
  return query select * from public.messages m where m.send_id = v_send_id;
  if found then
    return;
  end if;
  select coalesce(c.merged_into, c.id) into v_id from public.conversations c where c.id = v_id;
  -- The contact first, as whatever comes in does.
  select k.* into v_contact from public.chat_contacts k
  where k.id = (select c.contact_id from public.conversations c where c.id = v_id) for no key update;
  select * into v_talk from public.conversations c where c.id = v_id for no key update;
  if v_talk.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;

  if p_message ->> 'resend_of' is not null then
    select * into v_former from public.messages m where m.id = (p_message ->> 'resend_of')::uuid and m.send_id is not null for no key update;
    if v_former.id is null or v_former.contact_id <> v_contact.id then
      raise exception 'message_not_found' using errcode = 'P0404';
    elsif v_former.status = 'unknown' and not coalesce((p_message ->> 'force')::boolean, false) then
      raise exception 'message_uncertain' using errcode = 'P0409';
    elsif v_former.status not in ('failed', 'unknown') then
      raise exception 'message_not_failed' using errcode = 'P0409', detail = jsonb_build_object('status', v_former.status);
    elsif exists (select from public.messages m where m.resend_of = v_former.id) then
      raise exception 'already_resent' using errcode = 'P0409';
    end if;
  end if;

  if (p_message ->> 'is_template')::boolean then
    if v_contact.opted_out_at is not null then
      raise exception 'contact_not_allowed' using errcode = 'P0409', detail = jsonb_build_object('reasons', jsonb_build_array('do_not_contact'));
    end if;
  elsif not public.chat_window_is_open(v_contact.last_customer_at, clock_timestamp()) then
    raise exception 'template_required' using errcode = 'P0409',
      detail = jsonb_build_object('closed_at', v_contact.last_customer_at + interval '24 hours');
  end if;

  if v_talk.status = 'resolved' then
    select c.id into v_other from public.conversations c where c.contact_id = v_contact.id and c.status <> 'resolved';
    if v_other is not null then
      raise exception 'conversation_superseded' using errcode = 'P0409', detail = jsonb_build_object('conversation_id', v_other);
    end if;
  end if;
  if v_talk.status in ('resolved', 'snoozed') then
    perform set_config('activity.step', '{"action": "reopen", "note": "It was answered."}', true);
    update public.conversations c set status = 'open' where c.id = v_talk.id;
    perform set_config('activity.step', '', true);
  end if;

  -- Another account may carry the number by now.
  if v_talk.provider_id <> (p_message ->> 'provider_id')::uuid then
    update public.conversations c set provider_id = p.id, channel = p.kind
    from public.chat_providers p where p.id = (p_message ->> 'provider_id')::uuid and c.id = v_talk.id;
  end if;

  -- The send comes first, because the message refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send('chat.message', p_message -> 'payload' || jsonb_build_object('message_id', v_send_id), now(), v_by, v_send_id);
  insert into public.messages (id, conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, preview, send_id, created_by,
    reply_to_id, media_count, content, status, resend_of)
  values (v_send_id, v_talk.id, v_contact.id, (p_message ->> 'provider_id')::uuid, v_contact.customer_id, 'outbound', case when v_by is null then 'automatic' else 'agent' end, p_message ->> 'type', p_message ->> 'text',
    p_message ->> 'preview', v_send_id, v_by, (p_message ->> 'reply_to_id')::uuid, jsonb_array_length(p_message -> 'media'),
    nullif(p_message -> 'content', 'null'), 'queued', v_former.id)
  returning * into v_message;
  insert into public.stored_files (sha256, size)
  select f ->> 'sha256', (f ->> 'size')::bigint from jsonb_array_elements(p_message -> 'media') f on conflict (sha256) do nothing;
  insert into public.message_media (message_id, position, state, mime, file_name, sha256, size)
  select v_message.id, f.n - 1, 'stored', f.file ->> 'mime', f.file ->> 'file_name', f.file ->> 'sha256', (f.file ->> 'size')::bigint
  from jsonb_array_elements(p_message -> 'media') with ordinality f (file, n);
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_message -> 'upload_ids') i);

  if v_status is not null then
    update public.conversations c set status = v_status where c.id = v_talk.id and c.status <> v_status;
  end if;
  delete from public.chat_drafts d where d.conversation_id = v_talk.id and d.created_by = v_by;
  perform public.use_chat_template((p_message ->> 'template_id')::uuid);
  insert into public.customer_contacts (customer_id, channel, purpose)
  select public.customer_root(v_contact.customer_id), 'whatsapp', 'marketing'
  where p_message ->> 'purpose' = 'marketing' and v_contact.customer_id is not null;
  perform public.log_activity('send', 'messages', v_message.id::text, null,
    jsonb_build_object('conversation_id', v_talk.id, 'type', v_message.type, 'template_id', p_message -> 'template_id', 'resend_of', v_former.id), v_by);
  return next v_message;
end $function$;

CREATE OR REPLACE FUNCTION public.refresh_ticket (
  p_id uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_members  uuid[] := public.ticket_members(p_id);
  v_customer timestamptz;
  v_response timestamptz;
  v_waiting  timestamptz;
  v_first    timestamptz;
  v_cycle    public.ticket_cycles;
begin
  select max(c.created_at) filter (where c.source = 'customer'), max(c.created_at) filter (where c.source = 'agent')
  into v_customer, v_response
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.deleted_at is null and c.failed_at is null and c.source <> 'automatic';
  select min(c.created_at) into v_waiting
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.source = 'customer' and c.deleted_at is null and c.created_at > coalesce(v_response, '-infinity');
  select y.* into v_cycle from public.ticket_cycles y join public.tickets t on t.id = y.ticket_id and t.cycle = y.cycle where y.ticket_id = p_id;
  select min(c.created_at) into v_first
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.source = 'agent' and c.deleted_at is null and c.failed_at is null
    and c.created_at >= v_cycle.opened_at;
  update public.ticket_cycles y set first_response_at = v_first
  where y.ticket_id = p_id and y.cycle = v_cycle.cycle and y.first_response_at is distinct from v_first;
  update public.tickets t set last_customer_at = v_customer, last_response_at = v_response, first_response_at = v_first,
    waiting_since = case when t.status not in ('resolved', 'closed') then v_waiting end, updated_at = now()
  where t.id = p_id;
  -- Also when it was said on one that has been merged into it, or is not any more.
  perform public.follow_sla_items('ticket', array[p_id]);
end $function$;

CREATE OR REPLACE FUNCTION public.register_sla_kind (
  p_entity_type text,
  p_module      text,
  p_items       text,
  p_facts       text,
  p_events      text,
  p_finished    text[],
  p_copies      text   DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.sla_kinds (entity_type, module, items, facts, events, finished, copies)
  values (p_entity_type, p_module, p_items, p_facts, p_events, p_finished, p_copies)
  on conflict (entity_type) do update set
    module = excluded.module, items = excluded.items, facts = excluded.facts, events = excluded.events, finished = excluded.finished,
    copies = excluded.copies
$function$;

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.settle_call_back()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_numbers text[];
begin
  v_numbers := array(
    select c.customer_number from public.ivr_call_backs b join public.ivr_calls c on c.id = b.call_id
    where b.attempt_id = new.id and c.customer_number is not null);
  perform public.settle_missed_calls(v_numbers);
  -- Also of those that a person has completed since.
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.sla_setting_stamp()
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select md5(concat_ws('|',
    (select string_agg(p.id || ':' || p.version, ',' order by p.id) from public.sla_policies p),
    (select string_agg(c.id || ':' || c.version || ':' || c.is_default, ',' order by c.id) from public.calendars c),
    (select string_agg(t.key || ':' || t.calendar_id, ',' order by t.key) from public.teams t where t.calendar_id is not null),
    (select string_agg(d.key || ':' || coalesce(d.calendar_id::text, '') || ':' || coalesce(d.team_id::text, ''), ',' order by d.key) from public.departments d),
    (select string_agg(k.entity_type, ',' order by k.entity_type) from public.sla_kinds k)))
$function$;

CREATE OR REPLACE FUNCTION public.sla_standings (
  p_entity_type text,
  p_ids         uuid[]
)
  RETURNS TABLE (
    entity_id   uuid,
    tier        text,
    status      text,
    due_at      timestamp with time zone,
    breached_at timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select p.id, case when i.excluded is null then i.tier end, c.status, i.due_at, c.breached_at
  from unnest(p_ids) p (id)
  left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = p.id
  left join lateral (
    select min(k.breach_at) filter (where k.state in ('breached', 'late', 'missed')) as breached_at,
      case
        when bool_or(k.state = 'breached') then 'breached'
        when bool_or(k.state in ('running', 'at_risk')) then 'running'
        when bool_or(k.state = 'paused') then 'paused'
        when bool_or(k.state in ('late', 'missed')) then 'breached'
        when bool_or(k.state = 'met') then 'met'
        when bool_or(k.state = 'cancelled') then 'cancelled'
      end as status
    from public.sla_clocks k where k.entity_id = p.id and k.entity_type = p_entity_type
  ) c on true
$function$;

REVOKE ALL ON FUNCTION "public"."sla_standings"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_sla (
  p_entity_type text,
  p_ids         uuid[],
  p_items       jsonb,
  p_clocks      jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_ids     uuid[];
  v_changed uuid[] := '{}';
begin
  with written as (
    delete from public.sla_items i
    where i.entity_type = p_entity_type and i.entity_id = any (p_ids)
      and not exists (select from jsonb_to_recordset(p_items) n (entity_id uuid) where n.entity_id = i.entity_id)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    insert into public.sla_items as i (entity_type, entity_id, channel, team, priority, tier, agent_id, customer_id, policy_id, policy_version, calendar_id,
      is_live, excluded, due_at, next_at)
    select p_entity_type, n.entity_id, n.channel, n.team, n.priority, n.tier, n.agent_id, n.customer_id, n.policy_id, n.policy_version, n.calendar_id,
      n.is_live, n.excluded, n.due_at, n.next_at
    from jsonb_to_recordset(p_items) n (entity_id uuid, channel text, team text, priority text, tier text, agent_id uuid, customer_id uuid, policy_id uuid,
      policy_version integer, calendar_id uuid, is_live boolean, excluded text, due_at timestamptz, next_at timestamptz)
    on conflict (entity_type, entity_id) do update set
      channel = excluded.channel, team = excluded.team, priority = excluded.priority, tier = excluded.tier, agent_id = excluded.agent_id,
      customer_id = excluded.customer_id, policy_id = excluded.policy_id, policy_version = excluded.policy_version, calendar_id = excluded.calendar_id,
      is_live = excluded.is_live, excluded = excluded.excluded, due_at = excluded.due_at, next_at = excluded.next_at
    where (i.channel, i.team, i.priority, i.tier, i.agent_id, i.customer_id, i.policy_id, i.policy_version, i.calendar_id, i.is_live, i.excluded, i.due_at,
      i.next_at) is distinct from (excluded.channel, excluded.team, excluded.priority, excluded.tier, excluded.agent_id, excluded.customer_id,
      excluded.policy_id, excluded.policy_version, excluded.calendar_id, excluded.is_live, excluded.excluded, excluded.due_at, excluded.next_at)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    delete from public.sla_clocks c
    where c.entity_id = any (p_ids) and c.entity_type = p_entity_type
      and not exists (select from jsonb_to_recordset(p_clocks) n (id uuid) where n.id = c.id)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    insert into public.sla_clocks as c (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier, agent_id, target_minutes,
      state, started_at, due_at, warn_at, breach_at, ended_at, counted_seconds, late_seconds)
    select n.id, p_entity_type, n.entity_id, n.metric, n.cycle, n.policy_id, n.policy_version, n.channel, n.team, n.tier, n.agent_id, n.target_minutes,
      n.state, n.started_at, n.due_at, n.warn_at, n.breach_at, n.ended_at, n.counted_seconds, n.late_seconds
    from jsonb_to_recordset(p_clocks) n (id uuid, entity_id uuid, metric text, cycle integer, policy_id uuid, policy_version integer, channel text, team text,
      tier text, agent_id uuid, target_minutes integer, state text, started_at timestamptz, due_at timestamptz, warn_at timestamptz, breach_at timestamptz,
      ended_at timestamptz, counted_seconds integer, late_seconds integer)
    on conflict (id) do update set
      policy_id = excluded.policy_id, policy_version = excluded.policy_version, channel = excluded.channel, team = excluded.team, tier = excluded.tier,
      agent_id = excluded.agent_id, target_minutes = excluded.target_minutes, state = excluded.state, started_at = excluded.started_at,
      due_at = excluded.due_at, warn_at = excluded.warn_at, breach_at = excluded.breach_at, ended_at = excluded.ended_at,
      counted_seconds = excluded.counted_seconds, late_seconds = excluded.late_seconds
    where (c.policy_id, c.policy_version, c.channel, c.team, c.tier, c.agent_id, c.target_minutes, c.state, c.started_at, c.due_at, c.warn_at, c.breach_at,
      c.ended_at, c.counted_seconds, c.late_seconds) is distinct from (excluded.policy_id, excluded.policy_version, excluded.channel, excluded.team,
      excluded.tier, excluded.agent_id, excluded.target_minutes, excluded.state, excluded.started_at, excluded.due_at, excluded.warn_at, excluded.breach_at,
      excluded.ended_at, excluded.counted_seconds, excluded.late_seconds)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  insert into public.sla_stale (entity_type, entity_id, is_read)
  select p_entity_type, d.id, true
  from (
    select c.id from unnest(v_changed) c (id) where exists (select from public.sla_kinds k where k.entity_type = p_entity_type and k.copies is not null)
    union
    select q.id from jsonb_to_recordset(p_items) n (entity_id uuid, due_at timestamptz)
    join public.assignment_queue q on q.id = n.entity_id and q.entity_type = p_entity_type
    where q.sla_due_at is distinct from n.due_at
  ) d order by d.id;
  if found then
    perform pg_notify('sla', '');
  end if;
  return cardinality(v_changed);
end $function$;

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_sla_status_check" CHECK ((sla_status = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'cancelled'::text])));

CREATE VIEW "public"."live_ivr_calls" WITH (security_invoker=true) AS  SELECT c.id,
    'call'::text AS channel,
    ( SELECT t.key
           FROM (public.departments d
             JOIN public.teams t ON ((t.id = d.team_id)))
          WHERE (d.key = c.department)) AS team,
    'normal'::text AS priority,
    c.language,
    '[]'::jsonb AS skills,
    COALESCE(c.ended_at, c.started_at) AS waiting_since,
    COALESCE(c.last_missed_at, c.started_at) AS last_activity_at,
    c.last_attempt_at AS last_answer_at,
    s.due_at AS sla_due_at,
    c.customer_id,
    c.assignee_id,
    ((c.assignee_id IS NULL) AND c.is_missed_entry) AS waits,
    false AS is_bots
   FROM (public.ivr_calls c
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'ivr_call'::text) AND (s.entity_id = c.id))))
  WHERE ((c.status = ANY (ARRAY['missed'::text, 'hangup'::text])) AND (c.closed_at IS NULL) AND (c.missed_entry_id IS NULL));

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."live_leads" WITH (security_invoker=true) AS  SELECT l.id,
    'ticket'::text AS channel,
    l.team,
    l.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(l.waiting_since, l.created_at) AS waiting_since,
    GREATEST(l.last_touch_at, l.last_response_at, l.created_at) AS last_activity_at,
    l.last_response_at AS last_answer_at,
    s.due_at AS sla_due_at,
    l.customer_id,
    l.assignee_id,
    ((l.assignee_id IS NULL) AND (l.waiting_since IS NOT NULL)) AS waits,
    false AS is_bots
   FROM (public.leads l
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'lead'::text) AND (s.entity_id = l.id))))
  WHERE ((l.deleted_at IS NULL) AND (l.status <> ALL (ARRAY['won'::text, 'lost'::text])));

REVOKE ALL ON TABLE "public"."live_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."live_tickets" WITH (security_invoker=true) AS  SELECT t.id,
    'ticket'::text AS channel,
    t.team,
    t.priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(t.waiting_since, t.created_at) AS waiting_since,
    GREATEST(t.last_customer_at, t.last_response_at, t.created_at) AS last_activity_at,
    t.last_response_at AS last_answer_at,
    s.due_at AS sla_due_at,
    t.customer_id,
    t.assignee_id,
    ((t.assignee_id IS NULL) AND (t.status = 'open'::text)) AS waits,
    false AS is_bots
   FROM (public.tickets t
     LEFT JOIN public.sla_items s ON (((s.entity_type = 'ticket'::text) AND (s.entity_id = t.id))))
  WHERE ((t.hidden_at IS NULL) AND (t.status = ANY (ARRAY['open'::text, 'pending'::text, 'on_hold'::text, 'snoozed'::text])));

REVOKE ALL ON TABLE "public"."live_tickets" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_agri_consultations" WITH (security_invoker=true) AS  SELECT v.id,
    v.status,
    'ticket'::text AS channel,
    v.team,
    v.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    v.query_type AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    v.crop AS subject,
    ((v.number || ' '::text) || v.crop) AS label,
    v.customer_id,
    v.assignee_id,
    v.created_at,
        CASE
            WHEN (v.deleted_at IS NOT NULL) THEN 'deleted'::text
            WHEN (v.status = 'cancelled'::text) THEN 'cancelled'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.agri_consultations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_conversations" WITH (security_invoker=true) AS  SELECT v.id,
    v.status,
    'chat'::text AS channel,
    v.team,
    v.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    NULL::text AS category,
    v.labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    v.provider_id AS inbox,
    NULL::text AS subject,
    v.contact_name AS label,
    v.customer_id,
    v.assignee_id,
    v.created_at,
        CASE
            WHEN (v.merged_into IS NOT NULL) THEN 'merged into another one'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.conversations v
     LEFT JOIN public.customers c ON ((c.id = v.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_email_threads" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    'email'::text AS channel,
    t.team,
    t.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    ( SELECT e.language
           FROM public.emails e
          WHERE ((e.thread_id = t.id) AND (e.direction = 'inbound'::text) AND (e.deleted_at IS NULL) AND (e.language IS NOT NULL))
          ORDER BY e.received_at DESC, e.id DESC
         LIMIT 1) AS language,
    ( SELECT e.category
           FROM public.emails e
          WHERE ((e.thread_id = t.id) AND (e.direction = 'inbound'::text) AND (e.deleted_at IS NULL) AND (e.category IS NOT NULL))
          ORDER BY e.received_at DESC, e.id DESC
         LIMIT 1) AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    t.support_email_id AS inbox,
    t.subject,
    t.subject AS label,
    t.customer_id,
    t.assignee_id,
    t.created_at,
        CASE
            WHEN (t.status = 'spam'::text) THEN 'spam'::text
            WHEN (t.message_count = 0) THEN 'no messages'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.email_threads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ivr_calls" WITH (security_invoker=true) AS  SELECT c.id,
    c.status,
    'call'::text AS channel,
    ( SELECT t.key
           FROM (public.departments d
             JOIN public.teams t ON ((t.id = d.team_id)))
          WHERE (d.key = c.department)) AS team,
    'normal'::text AS priority,
    COALESCE(r.tier, k.tier, 'normal'::text) AS tier,
    COALESCE(c.language, NULLIF(r.language, ''::text), NULLIF(k.language, ''::text)) AS language,
    NULL::text AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, k.tags, '{}'::text[]) AS tags,
    c.provider_id AS inbox,
    NULL::text AS subject,
    ('Call of '::text || COALESCE(NULLIF(c.customer_name, ''::text), c.customer_number, 'an unknown caller'::text)) AS label,
    c.customer_id,
    c.assignee_id,
    c.created_at,
        CASE
            WHEN (c.direction = 'outbound'::text) THEN 'outbound call'::text
            WHEN (c.provider_status = 'hangup'::text) THEN 'given up in the menu'::text
            WHEN ((c.provider_status = 'missed'::text) AND (c.customer_number IS NULL)) THEN 'number withheld'::text
            WHEN ((c.provider_status = 'missed'::text) AND (EXISTS ( SELECT
               FROM public.ivr_calls o
              WHERE ((o.customer_number = c.customer_number) AND (o.provider_status = 'missed'::text) AND (o.direction IS DISTINCT FROM 'outbound'::text) AND (ROW(o.started_at, o.id) < ROW(c.started_at, c.id)) AND (COALESCE(o.completed_at, o.closed_at, 'infinity'::timestamp with time zone) >= c.started_at))))) THEN 'the caller waits already'::text
            ELSE NULL::text
        END AS excluded,
    c.department
   FROM ((public.ivr_calls c
     LEFT JOIN public.customers k ON ((k.id = c.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = k.merged_into)));

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ivr_events" WITH (security_invoker=true) AS  SELECT c.id AS item_id,
    c.started_at AS at,
    c.created_at AS recorded_at,
    k.kind,
    NULL::uuid AS by_user
   FROM (public.ivr_calls c
     CROSS JOIN LATERAL ( VALUES ('created'::text), ('customer_message'::text)) k(kind))
UNION ALL
 SELECT c.id AS item_id,
    COALESCE(c.answered_at, c.started_at) AS at,
    c.created_at AS recorded_at,
    'reply'::text AS kind,
    a.user_id AS by_user
   FROM (public.ivr_calls c
     LEFT JOIN public.agents a ON ((a.id = c.agent_id)))
  WHERE ((c.provider_status = 'answered'::text) OR ((c.provider_status = 'live'::text) AND (c.answered_at IS NOT NULL)))
UNION ALL
 SELECT c.id AS item_id,
    COALESCE(c.ended_at, c.answered_at, c.started_at) AS at,
    c.created_at AS recorded_at,
    'settled'::text AS kind,
    NULL::uuid AS by_user
   FROM public.ivr_calls c
  WHERE (c.provider_status = 'answered'::text)
UNION ALL
 SELECT c.id AS item_id,
    s.at,
    s.at AS recorded_at,
    k.kind,
        CASE
            WHEN (k.kind = 'reply'::text) THEN s.by_user
            ELSE NULL::uuid
        END AS by_user
   FROM ((public.ivr_calls c
     CROSS JOIN LATERAL (( SELECT COALESCE(a.answered_at, a.started_at) AS at,
            g.user_id AS by_user,
            true AS is_talk
           FROM (public.ivr_calls a
             LEFT JOIN public.agents g ON ((g.id = a.agent_id)))
          WHERE ((a.customer_number = c.customer_number) AND (a.started_at >= c.started_at) AND (a.provider_status = 'answered'::text) AND (a.id <> c.id))
          ORDER BY a.started_at, a.id
         LIMIT 1)
        UNION ALL
        ( SELECT COALESCE(t.started_at, b.created_at) AS at,
            b.requested_by AS by_user,
            true AS is_talk
           FROM ((public.ivr_calls m
             JOIN public.ivr_call_backs b ON ((b.call_id = m.id)))
             JOIN public.call_attempts t ON ((t.id = b.attempt_id)))
          WHERE ((m.customer_number = c.customer_number) AND (t.outcome = 'answered'::text) AND (COALESCE(t.started_at, b.created_at) >= c.started_at))
          ORDER BY COALESCE(t.started_at, b.created_at), b.attempt_id
         LIMIT 1)
        UNION ALL
        ( SELECT m.completed_at AS at,
            NULL::uuid AS by_user,
            false AS is_talk
           FROM public.ivr_calls m
          WHERE ((m.customer_number = c.customer_number) AND (m.provider_status = 'missed'::text) AND (m.completed_at >= c.started_at) AND (m.id <> c.id))
          ORDER BY m.completed_at, m.id
         LIMIT 1)) s)
     CROSS JOIN LATERAL ( VALUES ('reply'::text), ('settled'::text)) k(kind))
  WHERE ((c.provider_status = 'missed'::text) AND (s.is_talk OR (k.kind = 'settled'::text)));

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_leads" WITH (security_invoker=true) AS  SELECT l.id,
    l.status,
    'ticket'::text AS channel,
    l.team,
    l.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    l.source AS category,
    '{}'::text[] AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    l.matter AS subject,
    l.matter AS label,
    l.customer_id,
    l.assignee_id,
    l.created_at,
        CASE
            WHEN (l.deleted_at IS NOT NULL) THEN 'deleted'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.leads l
     LEFT JOIN public.customers c ON ((c.id = l.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_ticket_events" WITH (security_invoker=true) AS  SELECT t.id AS item_id,
    t.created_at AS at,
    t.created_at AS recorded_at,
    k.kind,
    NULL::uuid AS by_user
   FROM (public.tickets t
     CROSS JOIN LATERAL ( VALUES ('created'::text), ('customer_message'::text)) k(kind))
  WHERE ((k.kind = 'created'::text) OR ((t.customer_id IS NOT NULL) AND (t.channel = ANY (ARRAY['call'::text, 'manual'::text]))))
UNION ALL
 SELECT t.id AS item_id,
    GREATEST(c.created_at, t.created_at) AS at,
    c.updated_at AS recorded_at,
    'customer_message'::text AS kind,
    NULL::uuid AS by_user
   FROM (public.tickets t
     JOIN public.ticket_comments c ON ((c.ticket_id = ANY (public.ticket_members(t.id)))))
  WHERE ((c.source = 'customer'::text) AND (c.deleted_at IS NULL) AND ((c.created_at >= t.created_at) OR (NOT (EXISTS ( SELECT
           FROM public.ticket_comments a
          WHERE ((a.ticket_id = ANY (public.ticket_members(t.id))) AND (a.source = 'agent'::text) AND (a.visibility = 'public'::text) AND (a.deleted_at IS NULL) AND (a.failed_at IS NULL) AND (a.created_at >= c.created_at) AND (a.created_at < t.created_at)))))))
UNION ALL
 SELECT t.id AS item_id,
        CASE
            WHEN (c.email_id IS NOT NULL) THEN COALESCE(e.sent_at, c.created_at)
            ELSE c.created_at
        END AS at,
    c.created_at AS recorded_at,
        CASE
            WHEN ((c.failed_at IS NOT NULL) OR (e.send_state = 'failed'::text) OR (m.status = 'failed'::text)) THEN 'failed_reply'::text
            ELSE 'reply'::text
        END AS kind,
    c.created_by AS by_user
   FROM (((public.tickets t
     JOIN public.ticket_comments c ON ((c.ticket_id = ANY (public.ticket_members(t.id)))))
     LEFT JOIN public.emails e ON ((e.id = c.email_id)))
     LEFT JOIN public.messages m ON ((m.id = c.message_id)))
  WHERE ((c.source = 'agent'::text) AND (c.visibility = 'public'::text) AND (c.deleted_at IS NULL) AND (c.created_at >= t.created_at) AND ((e.id IS NULL) OR (e.send_state IS NULL) OR (e.send_state = ANY (ARRAY['sent'::text, 'failed'::text]))) AND ((m.id IS NULL) OR (m.status = ANY (ARRAY['sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text]))));

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "anon", "authenticated";

CREATE VIEW "public"."sla_tickets" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    'ticket'::text AS channel,
    t.team,
    t.priority,
    COALESCE(r.tier, c.tier, 'normal'::text) AS tier,
    COALESCE(NULLIF(r.language, ''::text), NULLIF(c.language, ''::text)) AS language,
    t.category,
    t.tags AS labels,
    COALESCE(r.tags, c.tags, '{}'::text[]) AS tags,
    NULL::uuid AS inbox,
    t.subject,
    ((t.number || ' '::text) || t.subject) AS label,
    t.customer_id,
    t.assignee_id,
    t.created_at,
        CASE
            WHEN (t.deleted_at IS NOT NULL) THEN 'deleted'::text
            WHEN (t.merged_into IS NOT NULL) THEN 'merged into another one'::text
            ELSE NULL::text
        END AS excluded,
    NULL::text AS department
   FROM ((public.tickets t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "anon", "authenticated";

CREATE INDEX sla_stale_uncopied ON public.sla_stale USING btree (id)
  WHERE is_read;

CREATE INDEX sla_stale_unread ON public.sla_stale USING btree (id)
  WHERE (NOT is_read);

CREATE INDEX tickets_sla_due ON public.tickets USING btree (sla_due_at, id)
  WHERE ((hidden_at IS NULL) AND (sla_due_at IS NOT NULL));

CREATE INDEX tickets_sla_status ON public.tickets USING btree (sla_status, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE TRIGGER departments_sla
  AFTER INSERT OR DELETE OR UPDATE OF key, calendar_id, team_id ON public.departments
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_setting();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ivr_calls();

CREATE TRIGGER ivr_calls_sla_delete
  AFTER DELETE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER ivr_calls_sla_insert
  AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER ivr_calls_sla_update
  AFTER UPDATE ON public.ivr_calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_callers();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.ivr_calls
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_ivr_calls();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.ivr_calls
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_ivr_calls();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.ticket_comments REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.ticket_comments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.ticket_comments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_ticket_comments();

CREATE TRIGGER follow_sla_delete
  AFTER DELETE ON public.tickets REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER follow_sla_insert
  AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER follow_sla_update
  AFTER UPDATE ON public.tickets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_sla_tickets();

CREATE TRIGGER keep_sla_status_insert
  AFTER INSERT ON public.tickets
  FOR EACH ROW
  WHEN ((new.status <> 'open'::text))
  EXECUTE FUNCTION public.keep_sla_status_tickets();

CREATE TRIGGER keep_sla_status_update
  AFTER UPDATE OF status ON public.tickets
  FOR EACH ROW
  WHEN ((old.status <> new.status))
  EXECUTE FUNCTION public.keep_sla_status_tickets();

COMMENT ON COLUMN "public"."sla_kinds"."copies" IS 'class: none';

COMMENT ON COLUMN "public"."sla_policies"."calendar_id" IS 'Null: the calendar of the department or the team, or else the default one. class: none';

COMMENT ON COLUMN "public"."sla_stale"."is_read" IS 'Its clocks are read, and what other tables say of them is to be copied: copy_sla. class: none';

COMMENT ON COLUMN "public"."tickets"."sla_due_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."sla_status" IS 'A copy of what its clocks say, as sla_due_at: of those that have not ended, or else of those that have. class: none';

COMMENT ON VIEW "public"."live_ivr_calls" IS 'Missed calls that nobody has made good. access: service only';

COMMENT ON VIEW "public"."live_leads" IS 'Leads that are not finished. access: service only';

COMMENT ON VIEW "public"."live_tickets" IS 'Tickets that are not finished. access: service only';

COMMENT ON VIEW "public"."sla_agri_consultations" IS 'Consultations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_conversations" IS 'Conversations, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_email_threads" IS 'E-mail threads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ivr_calls" IS 'IVR calls, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ivr_events" IS 'What happened to IVR calls, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_leads" IS 'Leads, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_ticket_events" IS 'What happened to tickets, for their clocks. access: service only';

COMMENT ON VIEW "public"."sla_tickets" IS 'Tickets, for their clocks. access: service only';

REVOKE ALL ON FUNCTION "public"."copy_sla"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_ivr_calls"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_queue"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."copy_sla_to_tickets"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_callers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_callers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_callers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_of_callers"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_of_callers"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_of_callers"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_ticket_comments"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ticket_comments"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_ticket_comments"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_sla_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_sla_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_ivr_calls"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_ivr_calls"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_ivr_calls"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_sla_status_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_sla_status_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_sla_kind"(text, text, text, text, text, text[], text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."sla_standings"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_standings"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sla_standings"(text, uuid[]) TO "service_role";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."live_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."live_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."live_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_conversations" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_conversations" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_email_threads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_email_threads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_email_threads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ivr_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ivr_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ivr_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_ticket_events" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_ticket_events" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_ticket_events" TO "service_role";

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."sla_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."sla_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."sla_tickets" TO "service_role";

select public.register_sla_kind('ivr_call', 'ivr', 'ivr_calls', 'sla_ivr_calls', 'sla_ivr_events', '{completed}', p_copies => 'copy_sla_to_ivr_calls');
select public.register_sla_kind('ticket', 'tickets', 'tickets', 'sla_tickets', 'sla_ticket_events', '{resolved,closed}', p_copies => 'copy_sla_to_tickets');

-- by hand:
-- What was not open before statuses were kept is taken to have become so when its last status began.
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'ticket', s.id, s.status, s.at from (
  select t.id, t.status, t.status_since as at from public.tickets t where t.status <> 'open'
  union all
  select t.id, 'resolved', t.resolved_at from public.tickets t where t.status = 'closed' and t.resolved_at < t.status_since
) s order by s.at;
insert into public.sla_status_changes (entity_type, entity_id, status, at)
select 'ivr_call', c.id, 'completed', c.completed_at from public.ivr_calls c where c.completed_at is not null order by c.completed_at;
-- Things of the new kinds have never been read.
update public.sla_state set followed = null;
