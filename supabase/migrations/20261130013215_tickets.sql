set check_function_bodies = off;

CREATE SEQUENCE "public"."ticket_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."ticket_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."ticket_attachments" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "comment_id"   uuid                     NOT NULL,
  "position"     integer                  NOT NULL,
  "sha256"       text                     COLLATE pg_catalog."C" NOT NULL,
  "filename"     text                     NOT NULL DEFAULT ''::text,
  "content_type" text                     NOT NULL,
  "size"         bigint                   NOT NULL,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ticket_attachments_comment_id_position_key" UNIQUE (comment_id, "position"),
  CONSTRAINT "ticket_attachments_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."ticket_attachments"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_attachments" FROM "anon";

CREATE TABLE "public"."ticket_bulk_items" (
  "bulk_id"   uuid    NOT NULL,
  "position"  integer NOT NULL,
  "ticket_id" uuid    NOT NULL,
  "outcome"   text    COLLATE pg_catalog."C",
  "reason"    text,
  CONSTRAINT "ticket_bulk_items_outcome_check" CHECK ((outcome = ANY (ARRAY['changed'::text, 'skipped'::text, 'failed'::text]))),
  CONSTRAINT "ticket_bulk_items_pkey" PRIMARY KEY (bulk_id, "position")
);

ALTER TABLE "public"."ticket_bulk_items"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_bulk_items" FROM "anon", "authenticated";

CREATE TABLE "public"."ticket_bulks" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "selection"   jsonb                    NOT NULL,
  "change"      jsonb                    NOT NULL,
  "status"      text                     COLLATE pg_catalog."C",
  "steps"       jsonb                    NOT NULL,
  "note"        text                     NOT NULL DEFAULT ''::text,
  "state"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'queued'::text,
  "matched"     integer                  NOT NULL DEFAULT 0,
  "changed"     integer                  NOT NULL DEFAULT 0,
  "skipped"     integer                  NOT NULL DEFAULT 0,
  "failed"      integer                  NOT NULL DEFAULT 0,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "finished_at" timestamp with time zone,
  CONSTRAINT "ticket_bulks_pkey" PRIMARY KEY (id),
  CONSTRAINT "ticket_bulks_state_check" CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'dry_run'::text])))
);

ALTER TABLE "public"."ticket_bulks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_bulks" FROM "anon", "authenticated";

CREATE TABLE "public"."ticket_comments" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "ticket_id"   uuid                     NOT NULL,
  "visibility"  text                     COLLATE pg_catalog."C" NOT NULL,
  "source"      text                     COLLATE pg_catalog."C" NOT NULL,
  "body"        text                     NOT NULL DEFAULT ''::text,
  "mentions"    uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "email_id"    uuid,
  "message_id"  uuid,
  "customer_id" uuid,
  "sent_to_id"  uuid,
  "flags"       text[]                   NOT NULL DEFAULT '{}'::text[],
  "failed_at"   timestamp with time zone,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at"  timestamp with time zone,
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "ticket_comments_check" CHECK (((email_id IS NULL) OR (message_id IS NULL))),
  CONSTRAINT "ticket_comments_email_id_key" UNIQUE (email_id),
  CONSTRAINT "ticket_comments_message_id_key" UNIQUE (message_id),
  CONSTRAINT "ticket_comments_pkey" PRIMARY KEY (id),
  CONSTRAINT "ticket_comments_source_check" CHECK ((source = ANY (ARRAY['customer'::text, 'agent'::text, 'automatic'::text]))),
  CONSTRAINT "ticket_comments_visibility_check" CHECK ((visibility = ANY (ARRAY['public'::text, 'internal'::text])))
);

ALTER TABLE "public"."ticket_comments"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_comments" FROM "anon";

CREATE TABLE "public"."ticket_cycles" (
  "ticket_id"         uuid                     NOT NULL,
  "cycle"             integer                  NOT NULL,
  "opened_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "first_response_at" timestamp with time zone,
  "resolved_at"       timestamp with time zone,
  "resolved_by"       uuid,
  CONSTRAINT "ticket_cycles_pkey" PRIMARY KEY (ticket_id, CYCLE)
);

ALTER TABLE "public"."ticket_cycles"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_cycles" FROM "anon";

CREATE TABLE "public"."ticket_fields" (
  "id"                uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "key"               text                     COLLATE pg_catalog."C" NOT NULL,
  "label"             text                     NOT NULL,
  "kind"              text                     COLLATE pg_catalog."C" NOT NULL,
  "options"           text[]                   NOT NULL DEFAULT '{}'::text[],
  "categories"        text[]                   NOT NULL DEFAULT '{}'::text[],
  "required_on_close" boolean                  NOT NULL DEFAULT false,
  "position"          integer                  NOT NULL DEFAULT 0,
  "created_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"        timestamp with time zone NOT NULL DEFAULT now(),
  "archived_at"       timestamp with time zone,
  "version"           integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "ticket_fields_check" CHECK (((kind = 'choice'::text) = (options <> '{}'::text[]))),
  CONSTRAINT "ticket_fields_key_check" CHECK ((key ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
  CONSTRAINT "ticket_fields_key_key" UNIQUE (key),
  CONSTRAINT "ticket_fields_kind_check" CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'integer'::text, 'boolean'::text, 'date'::text, 'choice'::text]))),
  CONSTRAINT "ticket_fields_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."ticket_fields"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_fields" FROM "anon";

CREATE TABLE "public"."ticket_links" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "ticket_id"   uuid                     NOT NULL,
  "kind"        text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_type" text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"   text                     COLLATE pg_catalog."C" NOT NULL,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "ticket_links_check" CHECK (((kind = ANY (ARRAY['source'::text, 'related'::text])) OR (entity_type = 'ticket'::text))),
  CONSTRAINT "ticket_links_kind_check" CHECK ((kind = ANY (ARRAY['source'::text, 'related'::text, 'parent'::text, 'duplicate'::text, 'blocks'::text, 'split_from'::text]))),
  CONSTRAINT "ticket_links_pkey" PRIMARY KEY (id),
  CONSTRAINT "ticket_links_ticket_id_kind_entity_type_entity_id_key" UNIQUE (ticket_id, kind, entity_type, entity_id)
);

ALTER TABLE "public"."ticket_links"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_links" FROM "anon";

CREATE TABLE "public"."ticket_presets" (
  "id"         uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "kind"       text                     COLLATE pg_catalog."C" NOT NULL,
  "name"       text                     NOT NULL,
  "content"    jsonb                    NOT NULL,
  "is_shared"  boolean                  NOT NULL DEFAULT false,
  "position"   integer                  NOT NULL DEFAULT 0,
  "created_by" uuid                     NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "version"    integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "ticket_presets_kind_check" CHECK ((kind = ANY (ARRAY['view'::text, 'macro'::text, 'template'::text]))),
  CONSTRAINT "ticket_presets_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."ticket_presets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."ticket_presets" FROM "anon";

CREATE TABLE "public"."tickets_counts" (
  "key"      text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"    boolean NOT NULL DEFAULT true,
  "rows"     bigint  NOT NULL,
  "status"   text,
  "priority" text,
  "channel"  text,
  "category" text,
  "team"     text
);

ALTER TABLE "public"."tickets_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."tickets_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."tickets" (
  "id"     uuid NOT NULL DEFAULT gen_random_uuid(),
  CONSTRAINT "tickets_pkey" PRIMARY KEY (id),
  "number" text COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('TKT'::text, 'public.ticket_numbers'::regclass),
  CONSTRAINT "tickets_number_key" UNIQUE (number)
);

ALTER TABLE "public"."tickets"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."tickets" FROM "anon";

CREATE OR REPLACE FUNCTION public.announce_ticket_comments()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'ticket_comment' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'ticket_comment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.ticket_id, n.visibility, n.source, n.mentions, n.email_id, n.message_id, n.flags, n.failed_at, n.created_by, n.created_at, n.deleted_at, n.version) is distinct from row(o.ticket_id, o.visibility, o.source, o.mentions, o.email_id, o.message_id, o.flags, o.failed_at, o.created_by, o.created_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_ticket_comments"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_tickets()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'ticket' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'ticket' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.subject, n.status, n.priority, n.category, n.channel, n.team, n.assignee_id, n.customer_id, n.tags, n.due_at, n.snoozed_until, n.cycle, n.waiting_since, n.merged_into, n.deleted_at, n.version) is distinct from row(o.number, o.subject, o.status, o.priority, o.category, o.channel, o.team, o.assignee_id, o.customer_id, o.tags, o.due_at, o.snoozed_until, o.cycle, o.waiting_since, o.merged_into, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_tickets (
  p_ids    uuid[],
  p_agents uuid[],
  p_team   text,
  p_note   text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'assign', 'note', p_note)::text, true);
  update public.tickets t set assignee_id = w.agent_id, team = coalesce(p_team, t.team)
  from unnest(p_ids, p_agents) w (id, agent_id)
  where t.id = w.id and (t.assignee_id, t.team) is distinct from (w.agent_id, coalesce(p_team, t.team));
  perform set_config('activity.step', '', true);
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_tickets"(uuid[], uuid[], text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.close_silent_tickets (
  p_resolved_after interval,
  p_pending_after  interval,
  p_warning        interval,
  p_now            timestamp with time zone DEFAULT now()
)
  RETURNS TABLE (
    warned integer,
    closed integer
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ticket record;
  v_title  text;
begin
  warned := 0;
  closed := 0;
  for v_ticket in
    select t.*, public.ticket_close_faults(t.category, t.custom_fields, t.checklist) as faults, case t.status when 'resolved' then p_resolved_after else p_pending_after end as after
    from public.tickets t
    where t.hidden_at is null
      and (t.status = 'resolved' and t.status_since <= p_now - p_resolved_after + p_warning or t.status = 'pending' and t.status_since <= p_now - p_pending_after + p_warning)
      and (t.close_warned_at is null
        or t.close_warned_at <= p_now - p_warning and (t.status = 'resolved' or public.ticket_close_faults(t.category, t.custom_fields, t.checklist) = '[]'))
    order by t.status_since, t.id limit 200 for update of t skip locked
  loop
    if v_ticket.close_warned_at is null then
      update public.tickets t set close_warned_at = p_now where t.id = v_ticket.id;
      v_title := v_ticket.number || case when v_ticket.status = 'pending' and v_ticket.faults <> '[]'
        then ' waits for the customer in vain, and cannot be closed as it is' else ' closes soon unless something happens' end;
      perform public.notify_once(w.user_id, 'tickets', 'ticket_closing', v_title, v_ticket.subject, 'ticket', v_ticket.id::text,
        'ticket_closing:' || v_ticket.id || ':' || v_ticket.cycle || ':' || extract(epoch from v_ticket.status_since) || ':' || w.user_id)
      from (select unnest(v_ticket.watcher_ids) union select a.user_id from public.agents a where a.id = v_ticket.assignee_id and a.user_id is not null) w (user_id)
      where exists (select from auth.users u where u.id = w.user_id);
      warned := warned + 1;
    elsif v_ticket.status_since <= p_now - v_ticket.after then
      perform set_config('activity.step', jsonb_build_object('action', 'close', 'note', 'Nothing happened for ' || extract(day from v_ticket.after) || ' days.')::text, true);
      update public.tickets t set status = 'closed' where t.id = v_ticket.id;
      perform set_config('activity.step', '', true);
      perform public.record_decisions(jsonb_build_array(jsonb_build_object(
        'kind', 'ticket.close', 'entity_type', 'ticket', 'entity_id', v_ticket.id, 'module', 'tickets', 'chosen', jsonb_build_object('status', 'closed'),
        'reason', case v_ticket.status when 'resolved' then 'It was resolved, and nobody wrote since.' else 'The customer did not answer.' end,
        'rule', 'silence', 'rule_version', '1', 'inputs', jsonb_build_object('status', v_ticket.status, 'status_since', v_ticket.status_since,
          'warned_at', v_ticket.close_warned_at, 'after_seconds', extract(epoch from v_ticket.after)::bigint))));
      closed := closed + 1;
    end if;
  end loop;
  return next;
end $function$;

REVOKE ALL ON FUNCTION "public"."close_silent_tickets"(interval, interval, interval, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_tickets_anew()
  RETURNS SETOF public.tickets_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.priority, r.channel, r.category, r.team)::text), false, count(*), r.status, r.priority, r.channel, r.category, r.team from public.tickets r where r.hidden_at is null group by r.status, r.priority, r.channel, r.category, r.team
    $function$;

REVOKE ALL ON FUNCTION "public"."count_tickets_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_ticket (
  p_id     uuid,
  p_ticket jsonb,
  p_by     uuid
)
  RETURNS SETOF public.tickets
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new    public.tickets;
  v_type   text := p_ticket -> 'source' ->> 'entity_type';
  v_source text := p_ticket -> 'source' ->> 'entity_id';
  v_facts  jsonb;
begin
  if exists (select from public.tickets t where t.id = p_id) then
    return query select * from public.tickets t where t.id = p_id;
    return;
  end if;
  select o.entity_type, o.entity_id into v_type, v_source from public.ticket_source(v_type, v_source) o;
  v_facts := case v_type
    when 'email_thread' then (
      select jsonb_build_object('channel', 'email', 'customer_id', t.customer_id, 'team', t.team, 'priority', t.priority,
        'subject', coalesce(nullif(t.subject, ''), 'E-mail without a subject'))
      from public.email_threads t where t.id = v_source::uuid)
    when 'conversation' then (
      select jsonb_build_object('channel', 'chat', 'customer_id', c.customer_id, 'team', c.team, 'priority', c.priority,
        'subject', 'Chat with ' || coalesce(nullif(c.contact_name, ''), nullif(c.contact_phone, ''), 'an unnamed contact'))
      from public.conversations c where c.id = v_source::uuid)
    when 'call' then (
      select jsonb_build_object('channel', 'call', 'subject', 'Call' || case when k.customer_number <> '' then ' with ' || k.customer_number else '' end,
        'customer_id', (
          select i.customer_id from public.phone_spellings p join public.customer_identities i on i.kind = 'phone' and i.value = p.e164 and i.ended_at is null and not i.is_shared
          where p.written = k.customer_number))
      from public.kaleyra_calls k where k.call_id = v_source)
    when 'refund' then (
      select jsonb_build_object('customer_id', r.customer_id, 'subject', 'Refund ' || r.number) from public.refunds r where r.id = v_source::uuid)
    else '{}' end;
  v_new := jsonb_populate_record(null::public.tickets, jsonb_strip_nulls(coalesce(v_facts, '{}')) || jsonb_strip_nulls(p_ticket));
  perform public.check_assignee(p_ticket);
  insert into public.tickets (id, subject, description, priority, category, channel, team, assignee_id, customer_id, tags, watcher_ids, custom_fields, checklist,
    due_at, created_by, waiting_since)
  values (p_id, v_new.subject, coalesce(v_new.description, ''), coalesce(v_new.priority, 'normal'), v_new.category, coalesce(v_new.channel, 'manual'), v_new.team,
    v_new.assignee_id, public.customer_root(v_new.customer_id), array(select distinct t from unnest(coalesce(v_new.tags, '{}')) t order by t),
    coalesce(v_new.watcher_ids, '{}'), coalesce(v_new.custom_fields, '{}'), coalesce(v_new.checklist, '[]'), v_new.due_at, p_by, null)
  on conflict (id) do nothing;
  if not found then
    return query select * from public.tickets t where t.id = p_id;
    return;
  end if;
  if v_source is not null then
    insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, 'source', v_type, v_source, p_by);
    perform public.gather_ticket_messages(p_id, v_type, v_source);
  end if;
  return query select * from public.tickets t where t.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_ticket"(uuid, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_assignable_tickets()
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
          select o.id from (select id, row(assignee_id, status, team, priority, customer_id, hidden_at, waiting_since, last_response_at) as facts from old_rows) o
          left join (select id, row(assignee_id, status, team, priority, customer_id, hidden_at, waiting_since, last_response_at) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items('ticket', v_ids);
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."follow_assignable_tickets"() FROM PUBLIC, "anon", "authenticated";

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
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_ticket_replies"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.gather_ticket_messages (
  p_id          uuid,
  p_entity_type text,
  p_entity_id   text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids uuid[];
begin
  if p_entity_type = 'email_thread' then
    v_ids := array(
      select e.id from public.emails e where e.thread_id = p_entity_id::uuid and e.deleted_at is null order by e.received_at desc, e.id desc limit 200);
    perform public.take_ticket_messages('email', v_ids, p_id, false);
  elsif p_entity_type = 'conversation' then
    v_ids := array(
      select m.id from public.messages m
      where m.conversation_id = p_entity_id::uuid and m.at >= coalesce((
        select coalesce(y.first_message_at, y.opened_at) from public.conversation_cycles y join public.conversations c on c.id = y.conversation_id and c.cycle = y.cycle
        where y.conversation_id = p_entity_id::uuid), '-infinity')
      order by m.at desc, m.id desc limit 200);
    perform public.take_ticket_messages('message', v_ids, p_id, false);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."gather_ticket_messages"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_merged_tickets (
  p_id uuid
)
  RETURNS TABLE (
    id          uuid,
    number      text,
    subject     text,
    status      text,
    customer_id uuid,
    merged_into uuid,
    merged_at   timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select t.id, t.number, t.subject, t.status, t.customer_id, t.merged_into, t.merged_at
  from public.tickets t where t.id = any (public.ticket_members(p_id)) and t.id <> p_id and t.deleted_at is null
  order by t.merged_at, t.id
$function$;

REVOKE ALL ON FUNCTION "public"."get_merged_tickets"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_ticket_bulk (
  p_id    uuid,
  p_items boolean DEFAULT false
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select to_jsonb(b) - 'steps' || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('ticket_id', f.ticket_id, 'outcome', f.outcome, 'reason', f.reason) order by f.position)
      from (select * from public.ticket_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('ticket_id', i.ticket_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.ticket_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.ticket_bulks b where b.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_ticket_bulk"(uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_ticket_comment_parts (
  p_ids uuid[]
)
  RETURNS TABLE (
    id          uuid,
    send_state  text,
    attachments jsonb
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select c.id, coalesce(e.send_state, m.status), coalesce((
    select jsonb_agg(jsonb_build_object('id', a.id, 'filename', a.filename, 'content_type', a.content_type, 'size', a.size) order by a.position)
    from public.ticket_attachments a where a.comment_id = c.id), '[]')
  from public.ticket_comments c
  left join public.emails e on e.id = c.email_id
  left join public.messages m on m.id = c.message_id
  where c.id = any (p_ids)
$function$;

REVOKE ALL ON FUNCTION "public"."get_ticket_comment_parts"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_ticket_links (
  p_id uuid
)
  RETURNS TABLE (
    id          uuid,
    kind        text,
    is_inverse  boolean,
    entity_type text,
    entity_id   text,
    created_by  uuid,
    created_at  timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select l.id, l.kind, false, l.entity_type, l.entity_id, l.created_by, l.created_at from public.ticket_links l where l.ticket_id = p_id
  union all
  select l.id, l.kind, true, 'ticket', l.ticket_id::text, l.created_by, l.created_at
  from public.ticket_links l where l.entity_type = 'ticket' and l.entity_id = p_id::text
  order by 7, 1
$function$;

REVOKE ALL ON FUNCTION "public"."get_ticket_links"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_tickets_of (
  p_entity_type text,
  p_entity_id   text
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(array_agg(distinct l.ticket_id), '{}') from public.ticket_links l where l.entity_type = p_entity_type and l.entity_id = p_entity_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_tickets_of"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_ticket_status()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_was_done boolean := old.status in ('resolved', 'closed');
  v_is_done  boolean := new.status in ('resolved', 'closed');
begin
  new.status_since := now();
  new.close_warned_at := null;
  new.closed_at := case when new.status = 'closed' then now() end;
  if v_is_done and not v_was_done then
    new.resolved_at := now();
    new.waiting_since := null;
    update public.ticket_cycles c set resolved_at = new.resolved_at, resolved_by = public.current_actor()
    where c.ticket_id = new.id and c.cycle = new.cycle;
  elsif v_was_done and not v_is_done then
    new.resolved_at := null;
    new.first_response_at := null;
    new.cycle := old.cycle + 1;
    insert into public.ticket_cycles (ticket_id, cycle) values (new.id, new.cycle);
  end if;
  if new.status <> 'snoozed' then
    new.snoozed_until := null;
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_ticket_status"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_tickets_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.tickets_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.tickets_counts (key, rows, status, priority, channel, category, team)
        select md5(row(r.status, r.priority, r.channel, r.category, r.team)::text), sum(r.sign), r.status, r.priority, r.channel, r.category, r.team from (select 1 as sign, r.* from new_rows r) r where r.hidden_at is null group by r.status, r.priority, r.channel, r.category, r.team;
      elsif tg_op = 'DELETE' then
        insert into public.tickets_counts (key, rows, status, priority, channel, category, team)
        select md5(row(r.status, r.priority, r.channel, r.category, r.team)::text), sum(r.sign), r.status, r.priority, r.channel, r.category, r.team from (select -1 as sign, r.* from old_rows r) r where r.hidden_at is null group by r.status, r.priority, r.channel, r.category, r.team;
      else
        insert into public.tickets_counts (key, rows, status, priority, channel, category, team)
        select md5(row(r.status, r.priority, r.channel, r.category, r.team)::text), sum(r.sign), r.status, r.priority, r.channel, r.category, r.team
        from (select 1 as sign, status, priority, category, channel, team, hidden_at from new_rows union all select -1, status, priority, category, channel, team, hidden_at from old_rows) r
        where r.hidden_at is null group by r.status, r.priority, r.channel, r.category, r.team having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.tickets_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_tickets_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.link_ticket (
  p_id          uuid,
  p_kind        text,
  p_entity_type text,
  p_entity_id   text,
  p_by          uuid
)
  RETURNS SETOF public.ticket_links
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ticket public.tickets;
  v_type   text;
  v_entity text;
begin
  select o.entity_type, o.entity_id into v_type, v_entity from public.ticket_source(p_entity_type, p_entity_id) o;
  if v_type = 'ticket' then
    perform pg_advisory_xact_lock(hashtextextended('ticket_links', 0));
  end if;
  select * into v_ticket from public.tickets t where t.id = p_id and t.deleted_at is null for update;
  if v_ticket.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_ticket.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_ticket.merged_into);
  end if;
  if v_type = 'ticket' then
    if v_entity = p_id::text or p_kind in ('parent', 'blocks') and exists (
      with recursive onward (id) as (
        select v_entity::uuid
        union
        select l.entity_id::uuid from onward o join public.ticket_links l on l.ticket_id = o.id and l.kind = p_kind and l.entity_type = 'ticket'
      )
      select from onward where id = p_id)
    then
      raise exception 'ticket_link_circle' using errcode = 'P0409';
    end if;
    if p_kind = 'parent' and exists (select from public.ticket_links l where l.ticket_id = p_id and l.kind = 'parent' and l.entity_id <> v_entity) then
      raise exception 'ticket_has_parent' using errcode = 'P0409';
    end if;
  end if;
  insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, p_kind, v_type, v_entity, p_by)
  on conflict do nothing;
  if found then
    perform public.gather_ticket_messages(p_id, v_type, v_entity);
  end if;
  return query select * from public.ticket_links l
  where l.ticket_id = p_id and l.kind = p_kind and l.entity_type = v_type and l.entity_id = v_entity;
end $function$;

REVOKE ALL ON FUNCTION "public"."link_ticket"(uuid, text, text, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.merge_tickets (
  p_id      uuid,
  p_into    uuid,
  p_confirm boolean,
  p_note    text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from public.tickets;
  v_into public.tickets;
  v_root uuid;
begin
  -- One merge at a time: two of them could otherwise close a circle between them.
  perform pg_advisory_xact_lock(hashtextextended('ticket_merges', 0));
  v_root := public.ticket_root(p_into);
  perform from public.tickets t where t.id in (p_id, v_root) order by t.id for update;
  select * into v_from from public.tickets t where t.id = p_id and t.deleted_at is null;
  select * into v_into from public.tickets t where t.id = v_root;
  if v_from.id is null or not exists (select from public.tickets t where t.id = p_into and t.deleted_at is null) then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  elsif v_into.id is null or v_root = p_id then
    raise exception 'ticket_merge_circle' using errcode = 'P0409', detail = jsonb_build_object('id', p_id, 'into', p_into);
  elsif v_from.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_from.merged_into);
  elsif not p_confirm and public.customer_root(v_from.customer_id) is distinct from public.customer_root(v_into.customer_id) then
    raise exception 'ticket_customers_differ' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_from.customer_id, 'into_customer_id', v_into.customer_id);
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'merge', 'note', p_note)::text, true);
  update public.tickets t set merged_into = v_root, merged_at = now() where t.id = p_id;
  perform set_config('activity.step', '', true);
  perform public.log_activity('merge_in', 'tickets', v_root::text, null, jsonb_build_object('merged_id', p_id, 'merged_number', v_from.number), p_note => p_note);
  if v_into.status in ('resolved', 'closed') and v_from.status not in ('resolved', 'closed') then
    perform set_config('activity.step', jsonb_build_object('action', 'reopen', 'note', v_from.number || ' was merged into it.')::text, true);
    update public.tickets t set status = 'open' where t.id = v_root;
    perform set_config('activity.step', '', true);
  end if;
  perform public.refresh_ticket(v_root);
  return v_root;
end $function$;

REVOKE ALL ON FUNCTION "public"."merge_tickets"(uuid, uuid, boolean, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.number_serial (
  p_number text
)
  RETURNS bigint
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select substring(p_number from '-([0-9]{1,18})$')::bigint
$function$;

REVOKE ALL ON FUNCTION "public"."number_serial"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_ticket_cycles()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.ticket_cycles (ticket_id, cycle, opened_at, resolved_at)
  select n.id, n.cycle, n.created_at, n.resolved_at from new_rows n;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_ticket_cycles"() FROM PUBLIC, "anon", "authenticated";

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
end $function$;

REVOKE ALL ON FUNCTION "public"."refresh_ticket"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.release_agent_tickets (
  p_agent_id uuid,
  p_reason   text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_tickets integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.tickets set assignee_id = null
  where assignee_id = p_agent_id and hidden_at is null and status in ('open', 'pending', 'on_hold', 'snoozed');
  get diagnostics v_tickets = row_count;
  perform set_config('activity.step', '', true);
  return v_tickets;
end $function$;

REVOKE ALL ON FUNCTION "public"."release_agent_tickets"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.run_ticket_bulk (
  p_id   uuid,
  p_size integer DEFAULT 200
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_bulk    public.ticket_bulks;
  v_item    record;
  v_before  integer;
  v_outcome text;
  v_reason  text;
  v_done    integer := 0;
begin
  select * into v_bulk from public.ticket_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state = 'done' then
    return null;
  end if;
  -- In the name of whoever ordered it, also when a job does it.
  perform set_config('request.headers', (coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb
    || jsonb_build_object('x-actor-id', v_bulk.created_by))::text, true);
  for v_item in
    select i.position, i.ticket_id, t.version from public.ticket_bulk_items i left join public.tickets t on t.id = i.ticket_id
    where i.bulk_id = p_id and i.outcome is null order by i.position limit p_size
  loop
    v_reason := null;
    begin
      select case when u.version = v_item.version then 'skipped' else 'changed' end into v_outcome
      from public.update_ticket(v_item.ticket_id, v_bulk.change, v_bulk.steps, p_to => v_bulk.status, p_note => v_bulk.note) u;
    exception when others then
      -- What is refused, or names what is not there; nothing else is an outcome.
      if sqlstate !~ '^P04' and sqlstate <> '23503' then
        raise;
      end if;
      v_outcome := 'failed';
      v_reason := case sqlstate when '23503' then 'unprocessable' else sqlerrm end;
    end;
    update public.ticket_bulk_items i set outcome = v_outcome, reason = v_reason where i.bulk_id = p_id and i.position = v_item.position;
    update public.ticket_bulks b set state = 'running', changed = b.changed + (v_outcome = 'changed')::integer,
      skipped = b.skipped + (v_outcome = 'skipped')::integer, failed = b.failed + (v_outcome = 'failed')::integer
    where b.id = p_id;
    v_done := v_done + 1;
  end loop;
  if exists (select from public.ticket_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return v_done;
  end if;
  update public.ticket_bulks set state = 'done', finished_at = now() where id = p_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."run_ticket_bulk"(uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.split_ticket (
  p_from        uuid,
  p_id          uuid,
  p_comment_ids uuid[],
  p_subject     text,
  p_note        text,
  p_by          uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_from    public.tickets;
  v_members uuid[];
  v_missing uuid[];
  v_number  text;
begin
  if exists (select from public.tickets t where t.id = p_id) then
    return p_id;
  end if;
  select * into v_from from public.tickets t where t.id = p_from and t.deleted_at is null for update;
  if v_from.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_from);
  elsif v_from.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_from.merged_into);
  end if;
  v_members := public.ticket_members(p_from);
  v_missing := array(
    select i from unnest(p_comment_ids) i
    where not exists (select from public.ticket_comments c where c.id = i and c.ticket_id = any (v_members) and c.deleted_at is null) order by i);
  if v_missing <> '{}' then
    raise exception 'ticket_comment_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', v_missing);
  end if;
  insert into public.tickets (id, subject, priority, category, channel, team, customer_id, tags, created_by)
  values (p_id, p_subject, v_from.priority, v_from.category, v_from.channel, v_from.team, v_from.customer_id, v_from.tags, p_by) returning number into v_number;
  insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, 'split_from', 'ticket', p_from::text, p_by);
  update public.ticket_comments c set ticket_id = p_id, sent_to_id = null where c.id = any (p_comment_ids);
  perform public.log_activity('split', 'tickets', p_from::text, null,
    jsonb_build_object('split_id', p_id, 'split_number', v_number, 'comment_ids', to_jsonb(p_comment_ids)), p_note => p_note);
  perform public.refresh_ticket(t) from unnest(v_members || p_id) t;
  return p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."split_ticket"(uuid, uuid, uuid[], text, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.take_ticket_messages (
  p_type      text,
  p_ids       uuid[],
  p_ticket_id uuid    DEFAULT NULL::uuid,
  p_is_new    boolean DEFAULT true
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_message record;
  v_sent_to uuid;
  v_root    uuid;
  v_ticket  public.tickets;
  v_comment uuid;
  v_action  text;
  v_taken   integer := 0;
  v_touched uuid[] := '{}';
begin
  for v_message in select * from public.ticket_messages(p_type, p_ids) loop
    v_sent_to := p_ticket_id;
    if v_sent_to is null then
      select l.ticket_id into v_sent_to
      from public.ticket_links l join public.tickets t on t.id = l.ticket_id
      where l.entity_type = v_message.entity_type and l.entity_id = v_message.entity_id and t.deleted_at is null
      order by t.status in ('resolved', 'closed'), l.kind = 'source' desc, t.created_at desc, t.id limit 1;
    end if;
    if v_sent_to is null and v_message.source = 'customer' then
      v_sent_to := public.ticket_of_words(v_message.words, v_message.customer_id, v_message.sender);
      if v_sent_to is not null then
        insert into public.ticket_links (ticket_id, kind, entity_type, entity_id) values (v_sent_to, 'related', v_message.entity_type, v_message.entity_id)
        on conflict do nothing;
      end if;
    end if;
    continue when v_sent_to is null;

    -- A merge that happens now is waited for.
    perform from public.tickets t where t.id = v_sent_to for no key update;
    v_root := public.ticket_root(v_sent_to);
    select * into v_ticket from public.tickets t where t.id = coalesce(v_root, v_sent_to) for no key update;
    insert into public.ticket_comments (ticket_id, visibility, source, body, email_id, message_id, customer_id, sent_to_id, flags, created_by, created_at)
    values (v_ticket.id, 'public', v_message.source, v_message.body, case when p_type = 'email' then v_message.id end,
      case when p_type = 'message' then v_message.id end, case when v_message.source = 'customer' then v_message.customer_id end, nullif(v_sent_to, v_ticket.id),
      array_remove(array[case when v_root is null then 'merge_circle' end, case when v_message.source = 'customer'
        and public.customer_root(v_message.customer_id) <> public.customer_root(v_ticket.customer_id) then 'other_customer' end], null),
      v_message.created_by, v_message.at)
    on conflict do nothing returning id into v_comment;
    continue when v_comment is null;
    v_taken := v_taken + 1;
    if p_type = 'email' then
      insert into public.ticket_attachments (comment_id, position, sha256, filename, content_type, size)
      select v_comment, row_number() over (order by a.position), a.sha256, a.filename, a.content_type, a.size
      from public.email_attachments a where a.email_id = v_message.id and a.state = 'stored' and not a.is_inline;
    end if;
    v_touched := v_touched || v_ticket.id;
    if p_is_new and v_message.source = 'customer' then
      v_action := case when v_ticket.status in ('resolved', 'closed') then 'reopen' when v_ticket.status in ('pending', 'snoozed') then 'resume' end;
      if v_action is not null then
        perform set_config('activity.step', jsonb_build_object('action', v_action, 'note', 'The customer wrote.')::text, true);
        update public.tickets t set status = 'open' where t.id = v_ticket.id;
        perform set_config('activity.step', '', true);
      end if;
      perform public.tell_ticket_watchers(v_ticket.id, v_comment, 'The customer wrote');
    end if;
  end loop;
  perform public.refresh_ticket(t) from (select distinct t from unnest(v_touched) t order by t) u (t);
  return v_taken;
end $function$;

REVOKE ALL ON FUNCTION "public"."take_ticket_messages"(text, uuid[], uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.tell_ticket_watchers (
  p_id         uuid,
  p_comment_id uuid,
  p_title      text,
  p_by         uuid DEFAULT NULL::uuid
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.notify_once(w.user_id, 'tickets', 'ticket_comment', p_title || ' on ' || t.number, t.subject, 'ticket', t.id::text,
    'ticket_comment:' || p_comment_id || ':' || w.user_id)
  from public.tickets t
  cross join lateral (
    select unnest(t.watcher_ids) union select a.user_id from public.agents a where a.id = t.assignee_id and a.user_id is not null) w (user_id)
  where t.id = p_id and w.user_id is distinct from p_by and exists (select from auth.users u where u.id = w.user_id)
$function$;

REVOKE ALL ON FUNCTION "public"."tell_ticket_watchers"(uuid, uuid, text, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_close_faults (
  p_category      text,
  p_custom_fields jsonb,
  p_checklist     jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('field', f.field, 'label', f.label) order by f.place, f.field), '[]')
  from (
    select 'custom_fields.' || d.key as field, d.label, d.position as place
    from public.ticket_fields d
    where d.required_on_close and d.archived_at is null and (d.categories = '{}' or p_category = any (d.categories))
      and coalesce(p_custom_fields -> d.key, 'null') in ('null', '""')
    union all
    select 'checklist', i.value ->> 'text', 100000 + i.place
    from jsonb_array_elements(p_checklist) with ordinality i (value, place)
    where (i.value ->> 'is_required')::boolean and not (i.value ->> 'is_done')::boolean) f
$function$;

REVOKE ALL ON FUNCTION "public"."ticket_close_faults"(text, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_members (
  p_id uuid
)
  RETURNS uuid[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with recursive members (id) as (
    select p_id
    union
    select t.id from members m join public.tickets t on t.merged_into = m.id
  )
  select array_agg(id) from members
$function$;

REVOKE ALL ON FUNCTION "public"."ticket_members"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_messages (
  p_type text,
  p_ids  uuid[]
)
  RETURNS TABLE (
    id          uuid,
    entity_type text,
    entity_id   text,
    source      text,
    body        text,
    words       text,
    customer_id uuid,
    sender      text,
    created_by  uuid,
    at          timestamp with time zone
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if p_type = 'email' then
    return query
    select e.id, 'email_thread', e.thread_id::text,
      case when e.direction = 'inbound' then 'customer' when e.created_by is null and e.mailbox_message_id is null then 'automatic' else 'agent' end,
      left(coalesce(nullif(e.new_text, ''), nullif(e.body_text, ''), e.snippet), 50000), e.subject, e.customer_id, lower(e.from_email), e.created_by, e.received_at
    from public.emails e
    where e.id = any (p_ids) and e.kind = 'message' and e.deleted_at is null and e.send_state is distinct from 'cancelled'
    order by e.received_at, e.id;
  else
    return query
    select m.id, 'conversation', coalesce(c.merged_into, c.id)::text,
      case m.source when 'customer' then 'customer' when 'automatic' then 'automatic' else 'agent' end,
      left(coalesce(nullif(m.text, ''), m.preview), 50000), left(coalesce(m.text, ''), 1000), m.customer_id, null::text, m.created_by, m.at
    from public.messages m join public.conversations c on c.id = m.conversation_id
    where m.id = any (p_ids) and m.deleted_at is null and m.type <> 'system' and m.status is distinct from 'cancelled'
    order by m.at, m.id;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."ticket_messages"(text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_of_words (
  p_words       text,
  p_customer_id uuid,
  p_sender      text
)
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ticket public.tickets;
begin
  select t.* into v_ticket from public.tickets t
  where t.number = upper(substring(p_words from '(?i)\m(TKT-[0-9]{4,12})\M')) and t.deleted_at is null;
  if v_ticket.id is null
    or not coalesce(public.customer_root(p_customer_id) = public.customer_root(v_ticket.customer_id), false)
    and not exists (
      select from public.ticket_links l join public.email_threads e on e.id::text = l.entity_id
      where l.ticket_id = v_ticket.id and l.entity_type = 'email_thread' and p_sender = any (e.participants))
  then
    return null;
  end if;
  return v_ticket.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."ticket_of_words"(text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_reply_target (
  p_id  uuid,
  p_via text,
  OUT   email_id uuid,
  OUT   conversation_id uuid
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ticket   public.tickets;
  v_customer uuid;
  v_members  uuid[];
  v_via      text;
begin
  select * into v_ticket from public.tickets t where t.id = p_id;
  v_customer := public.customer_root(v_ticket.customer_id);
  v_members := array(
    select t.id from public.tickets t where t.id = any (public.ticket_members(p_id)) and (t.id = p_id or public.customer_root(t.customer_id) = v_customer));
  v_via := coalesce(p_via, case when v_ticket.channel in ('email', 'chat') then v_ticket.channel end, (
    select case when c.email_id is not null then 'email' else 'chat' end from public.ticket_comments c
    where c.ticket_id = any (v_members) and c.source = 'customer' and c.deleted_at is null and not c.flags @> '{other_customer}'
    order by c.created_at desc, c.id desc limit 1), (
    select case l.entity_type when 'email_thread' then 'email' else 'chat' end from public.ticket_links l
    where l.ticket_id = any (v_members) and l.entity_type in ('email_thread', 'conversation') order by l.created_at desc, l.id limit 1));
  if v_via = 'email' then
    select c.email_id into email_id from public.ticket_comments c
    where c.ticket_id = any (v_members) and c.email_id is not null and c.deleted_at is null and not c.flags @> '{other_customer}'
    order by c.source = 'customer' desc, c.created_at desc, c.id desc limit 1;
    if email_id is null then
      select e.id into email_id from public.ticket_links l join public.emails e on e.thread_id::text = l.entity_id
      where l.ticket_id = any (v_members) and l.entity_type = 'email_thread' and e.deleted_at is null
      order by e.direction = 'inbound' desc, e.received_at desc, e.id desc limit 1;
    end if;
  elsif v_via = 'chat' then
    select coalesce(k.merged_into, k.id) into conversation_id
    from public.ticket_comments c join public.messages m on m.id = c.message_id join public.conversations k on k.id = m.conversation_id
    where c.ticket_id = any (v_members) and c.deleted_at is null and not c.flags @> '{other_customer}' order by c.created_at desc, c.id desc limit 1;
    if conversation_id is null then
      select coalesce(k.merged_into, k.id) into conversation_id from public.ticket_links l join public.conversations k on k.id::text = l.entity_id
      where l.ticket_id = any (v_members) and l.entity_type = 'conversation' order by l.created_at desc, l.id limit 1;
    end if;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."ticket_reply_target"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_root (
  p_id uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_seen uuid[] := '{}';
  v_id   uuid := p_id;
  v_next public.tickets;
begin
  loop
    select * into v_next from public.tickets t where t.id = v_id;
    if v_next.id is null or v_next.deleted_at is not null or v_id = any (v_seen) then
      return null;
    elsif v_next.merged_into is null then
      return v_id;
    end if;
    v_seen := v_seen || v_id;
    v_id := v_next.merged_into;
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."ticket_root"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ticket_source (
  p_type text,
  p_id   text,
  OUT    entity_type text,
  OUT    entity_id text
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  entity_type := p_type;
  entity_id := p_id;
  if p_type = 'email' then
    select 'email_thread', e.thread_id::text into entity_type, entity_id from public.emails e where e.id = p_id::uuid;
  elsif p_type = 'message' then
    select 'conversation', coalesce(c.merged_into, c.id)::text into entity_type, entity_id
    from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = p_id::uuid;
  elsif p_type = 'conversation' then
    select coalesce(c.merged_into, c.id)::text into entity_id from public.conversations c where c.id = p_id::uuid;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."ticket_source"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.touch_ticket()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.version := old.version;
  if (old.subject, old.description, old.status, old.priority, old.category, old.team, old.assignee_id, old.customer_id, old.tags,
      old.watcher_ids, old.custom_fields, old.checklist, old.due_at, old.snoozed_until, old.merged_into, old.deleted_at)
    is distinct from (new.subject, new.description, new.status, new.priority, new.category, new.team, new.assignee_id, new.customer_id, new.tags,
      new.watcher_ids, new.custom_fields, new.checklist, new.due_at, new.snoozed_until, new.merged_into, new.deleted_at)
  then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."touch_ticket"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.try_ticket (
  p_id     uuid,
  p_steps  jsonb,
  p_to     text,
  p_change jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row jsonb;
begin
  begin
    select to_jsonb(u) into v_row from public.update_ticket(p_id, p_change, p_steps, p_to => p_to) u;
    raise exception 'taken back' using errcode = 'ZZ001';
  exception when sqlstate 'ZZ001' then
    return v_row;
  end;
end $function$;

REVOKE ALL ON FUNCTION "public"."try_ticket"(uuid, jsonb, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.unmerge_ticket (
  p_id   uuid,
  p_note text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row   public.tickets;
  v_root  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('ticket_merges', 0));
  v_root := public.ticket_root(p_id);
  perform from public.tickets t where t.id in (p_id, v_root) order by t.id for update;
  select * into v_row from public.tickets t where t.id = p_id and t.deleted_at is null;
  if v_row.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.merged_into is null then
    raise exception 'ticket_not_merged' using errcode = 'P0409';
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'unmerge', 'note', p_note)::text, true);
  update public.tickets t set merged_into = null, merged_at = null where t.id = p_id;
  perform set_config('activity.step', '', true);
  -- What was sent to it, or to one that is merged into it, is its own again.
  update public.ticket_comments c set ticket_id = p_id, sent_to_id = nullif(c.sent_to_id, p_id)
  where c.ticket_id = v_root and c.sent_to_id = any (public.ticket_members(p_id));
  if found and v_row.status in ('resolved', 'closed') and exists (
    select from public.ticket_comments c where c.ticket_id = p_id and c.source = 'customer' and c.created_at > v_row.resolved_at)
  then
    perform set_config('activity.step', '{"action": "reopen", "note": "The customer wrote while it was merged."}', true);
    update public.tickets t set status = 'open' where t.id = p_id;
    perform set_config('activity.step', '', true);
  end if;
  if v_root is not null then
    perform public.log_activity('unmerge_from', 'tickets', v_root::text, null, jsonb_build_object('merged_id', p_id, 'merged_number', v_row.number), p_note => p_note);
    perform public.refresh_ticket(v_root);
  end if;
  perform public.refresh_ticket(p_id);
  return p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."unmerge_ticket"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_ticket (
  p_id      uuid,
  p_change  jsonb,
  p_steps   jsonb,
  p_action  text    DEFAULT NULL::text,
  p_to      text    DEFAULT NULL::text,
  p_note    text    DEFAULT ''::text,
  p_version integer DEFAULT NULL::integer
)
  RETURNS SETOF public.tickets
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row    public.tickets;
  v_new    public.tickets;
  v_set    jsonb := p_change - array['add_tags', 'remove_tags', 'add_watchers', 'remove_watchers'];
  v_next   text;
  v_faults jsonb;
begin
  select * into v_row from public.tickets t where t.id = p_id and t.deleted_at is null for update;
  if not found then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_row.merged_into);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version, 'current', to_jsonb(v_row), 'changes', coalesce((
      select jsonb_agg(jsonb_build_object('field', f.key, 'before', a.before -> f.key, 'after', f.value, 'actor_id', a.actor_id, 'at', a.at) order by a.id, f.key)
      from public.activity_log a cross join lateral jsonb_each(a.after) f
      where a.entity_type = 'tickets' and a.entity_id = p_id::text and a.before is not null and (a.after ->> 'version')::integer > p_version
        and f.key not in ('version', 'updated_at') and f.value is distinct from a.before -> f.key), '[]'));
  end if;
  perform public.check_assignee(p_change);
  if p_change ? 'custom_fields' then
    v_set := v_set || jsonb_build_object('custom_fields', jsonb_strip_nulls(v_row.custom_fields || (p_change -> 'custom_fields')));
  end if;
  if p_change ?| array['tags', 'add_tags', 'remove_tags'] then
    v_set := v_set || jsonb_build_object('tags', array(
      select distinct u.tag collate "C" from (
        select jsonb_array_elements_text(coalesce(p_change -> 'tags', to_jsonb(v_row.tags)))
        union select jsonb_array_elements_text(coalesce(p_change -> 'add_tags', '[]'))) u (tag)
      where not coalesce(p_change -> 'remove_tags', '[]') ? u.tag order by 1));
  end if;
  if p_change ?| array['add_watchers', 'remove_watchers'] then
    v_set := v_set || jsonb_build_object('watcher_ids', array(
      select distinct u.id from (
        select unnest(v_row.watcher_ids)::text union select jsonb_array_elements_text(coalesce(p_change -> 'add_watchers', '[]'))) u (id)
      where not coalesce(p_change -> 'remove_watchers', '[]') ? u.id order by 1));
  end if;

  v_next := case when p_action is not null then p_steps -> v_row.status ->> p_action else coalesce(p_to, v_row.status) end;
  if v_next = 'snoozed' and (v_set ->> 'snoozed_until')::timestamptz <= now() or v_next <> 'snoozed' and v_set ->> 'snoozed_until' is not null then
    raise exception 'ticket_snooze_invalid' using errcode = 'P0422';
  end if;
  if v_next in ('resolved', 'closed') and v_row.status not in ('resolved', 'closed') then
    v_new := jsonb_populate_record(v_row, v_set);
    v_faults := public.ticket_close_faults(v_new.category, v_new.custom_fields, v_new.checklist);
    if v_faults <> '[]' then
      raise exception 'ticket_not_ready' using errcode = 'P0422', detail = jsonb_build_object('missing', v_faults);
    end if;
  end if;
  if p_action is null and v_next = v_row.status and v_set = '{}' then
    return next v_row;
    return;
  end if;
  perform public.act_on('public.tickets', p_steps, p_id, p_action, case when p_action is null then v_next end, p_note, null, v_set);
  return query select * from public.tickets t where t.id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_ticket"(uuid, jsonb, jsonb, text, text, text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.wake_tickets()
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  perform set_config('activity.step', '{"action": "resume", "note": "The snooze is over."}', true);
  update public.tickets t set status = 'open'
  where t.id in (
    select s.id from public.tickets s where s.status = 'snoozed' and s.snoozed_until <= now() order by s.snoozed_until limit 1000 for update skip locked);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."wake_tickets"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_ticket_comment (
  p_ticket_id uuid,
  p_id        uuid,
  p_comment   jsonb,
  p_by        uuid
)
  RETURNS SETOF public.ticket_comments
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new     public.ticket_comments := jsonb_populate_record(null::public.ticket_comments, p_comment);
  v_row     public.ticket_comments;
  v_ticket  public.tickets;
  v_missing uuid[];
begin
  perform from public.tickets t where t.id = p_ticket_id for no key update;
  select * into v_ticket from public.tickets t where t.id = coalesce(public.ticket_root(p_ticket_id), p_ticket_id) and t.deleted_at is null for no key update;
  if not found then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_ticket_id);
  end if;
  v_missing := array(select m from unnest(v_new.mentions) m where not exists (select from auth.users u where u.id = m) order by m);
  if v_missing <> '{}' then
    raise exception 'mentioned_user_not_found' using errcode = 'P0422', detail = jsonb_build_object('user_ids', v_missing);
  end if;
  insert into public.ticket_comments (id, ticket_id, visibility, source, body, mentions, email_id, message_id, sent_to_id, created_by)
  values (p_id, v_ticket.id, v_new.visibility, 'agent', v_new.body, coalesce(v_new.mentions, '{}'), v_new.email_id, v_new.message_id,
    nullif(p_ticket_id, v_ticket.id), p_by)
  on conflict do nothing returning * into v_row;
  if v_row.id is null then
    -- It came before, or the change feed was faster.
    return query select * from public.ticket_comments c where c.id = p_id or c.email_id = v_new.email_id or c.message_id = v_new.message_id;
    return;
  end if;
  insert into public.ticket_attachments (comment_id, position, sha256, filename, content_type, size)
  select v_row.id, a.place, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint
  from jsonb_array_elements(coalesce(p_comment -> 'attachments', '[]')) with ordinality a (value, place);
  update public.email_uploads u set used_at = now() where u.id in (select (jsonb_array_elements_text(coalesce(p_comment -> 'upload_ids', '[]')))::uuid);
  if v_row.mentions <> '{}' then
    update public.tickets t set watcher_ids = array(select distinct w from unnest(t.watcher_ids || v_row.mentions) w) where t.id = v_ticket.id
      and not t.watcher_ids @> v_row.mentions;
    perform public.notify_once(m, 'tickets', 'ticket_mention', 'You were mentioned on ' || v_ticket.number, v_ticket.subject, 'ticket', v_ticket.id::text,
      'ticket_comment:' || v_row.id || ':' || m)
    from unnest(v_row.mentions) m where m <> p_by;
  end if;
  perform public.tell_ticket_watchers(v_ticket.id, v_row.id, case v_row.visibility when 'public' then 'A reply went out' else 'A colleague wrote' end, p_by);
  perform public.refresh_ticket(v_ticket.id);
  return next v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_ticket_comment"(uuid, uuid, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."ticket_bulk_items"
  ADD CONSTRAINT "ticket_bulk_items_bulk_id_fkey" FOREIGN KEY (bulk_id) REFERENCES public.ticket_bulks(id) ON DELETE CASCADE;

ALTER TABLE "public"."ticket_comments"
  ADD CONSTRAINT "ticket_comments_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."ticket_comments"
  ADD CONSTRAINT "ticket_comments_email_id_fkey" FOREIGN KEY (email_id) REFERENCES public.emails(id) ON DELETE SET NULL;

ALTER TABLE "public"."ticket_comments"
  ADD CONSTRAINT "ticket_comments_message_id_fkey" FOREIGN KEY (message_id) REFERENCES public.messages(id) ON DELETE SET NULL;

ALTER TABLE "public"."ticket_attachments"
  ADD CONSTRAINT "ticket_attachments_comment_id_fkey" FOREIGN KEY (comment_id) REFERENCES public.ticket_comments(id) ON DELETE CASCADE;

ALTER TABLE "public"."ticket_comments"
  ADD CONSTRAINT "ticket_comments_sent_to_id_fkey" FOREIGN KEY (sent_to_id) REFERENCES public.tickets(id);

ALTER TABLE "public"."ticket_comments"
  ADD CONSTRAINT "ticket_comments_ticket_id_fkey" FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE "public"."ticket_cycles"
  ADD CONSTRAINT "ticket_cycles_ticket_id_fkey" FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE "public"."ticket_links"
  ADD CONSTRAINT "ticket_links_ticket_id_fkey" FOREIGN KEY (ticket_id) REFERENCES public.tickets(id) ON DELETE CASCADE;

CREATE INDEX ticket_bulk_items_open ON public.ticket_bulk_items USING btree (bulk_id, "position")
  WHERE (outcome IS NULL);

CREATE INDEX ticket_comments_list ON public.ticket_comments USING btree (ticket_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX ticket_cycles_opened ON public.ticket_cycles USING btree (opened_at);

CREATE INDEX ticket_cycles_resolved ON public.ticket_cycles USING btree (resolved_at)
  WHERE (resolved_at IS NOT NULL);

CREATE INDEX ticket_links_entity ON public.ticket_links USING btree (entity_type, entity_id, ticket_id);

CREATE UNIQUE INDEX ticket_links_parent ON public.ticket_links USING btree (ticket_id)
  WHERE (kind = 'parent'::text);

CREATE INDEX ticket_presets_list ON public.ticket_presets USING btree (kind, "position", id);

CREATE INDEX tickets_counts_fresh ON public.tickets_counts USING btree (key)
  WHERE fresh;

CREATE INDEX tickets_counts_key ON public.tickets_counts USING btree (key);

CREATE TRIGGER announce_delete AFTER DELETE ON public.ticket_comments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ticket_comments (
  'tickets',
  'ticket_comment',
  'tickets',
  'id',
  'ticket_id,visibility,source,mentions,email_id,message_id,flags,failed_at,created_by,created_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.ticket_comments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ticket_comments (
  'tickets',
  'ticket_comment',
  'tickets',
  'id',
  'ticket_id,visibility,source,mentions,email_id,message_id,flags,failed_at,created_by,created_at,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.ticket_comments
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_ticket_comments (
  'tickets',
  'ticket_comment',
  'tickets',
  'id',
  'ticket_id,visibility,source,mentions,email_id,message_id,flags,failed_at,created_by,created_at,deleted_at,version',
  ''
);

CREATE TRIGGER ticket_comments_activity
  AFTER INSERT OR DELETE OR UPDATE OF body, deleted_at, ticket_id ON public.ticket_comments
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER ticket_comments_touch
  BEFORE UPDATE OF body ON public.ticket_comments
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER ticket_fields_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.ticket_fields
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('key');

CREATE TRIGGER ticket_fields_touch
  BEFORE UPDATE ON public.ticket_fields
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER ticket_links_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.ticket_links
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER ticket_presets_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.ticket_presets
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER ticket_presets_touch
  BEFORE UPDATE ON public.ticket_presets
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.tickets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_tickets (
  'tickets',
  'ticket',
  'tickets',
  'id',
  'number,subject,status,priority,category,channel,team,assignee_id,customer_id,tags,due_at,snoozed_until,cycle,waiting_since,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_tickets (
  'tickets',
  'ticket',
  'tickets',
  'id',
  'number,subject,status,priority,category,channel,team,assignee_id,customer_id,tags,due_at,snoozed_until,cycle,waiting_since,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.tickets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_tickets (
  'tickets',
  'ticket',
  'tickets',
  'id',
  'number,subject,status,priority,category,channel,team,assignee_id,customer_id,tags,due_at,snoozed_until,cycle,waiting_since,merged_into,deleted_at,version',
  ''
);

CREATE TRIGGER follow_assignable_delete
  AFTER DELETE ON public.tickets REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_tickets();

CREATE TRIGGER follow_assignable_insert
  AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_tickets();

CREATE TRIGGER follow_assignable_update
  AFTER UPDATE ON public.tickets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_assignable_tickets();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.tickets REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_tickets_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_tickets_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.tickets
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_tickets_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.tickets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_tickets_counts();

CREATE TRIGGER tickets_opened
  AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.open_ticket_cycles();

CREATE TRIGGER tickets_touch
  BEFORE UPDATE ON public.tickets
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_ticket();

CREATE POLICY "ticket_attachments_view" ON "public"."ticket_attachments"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission));

CREATE POLICY "ticket_comments_view" ON "public"."ticket_comments"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission)));

CREATE POLICY "ticket_cycles_view" ON "public"."ticket_cycles"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission));

CREATE POLICY "ticket_fields_view" ON "public"."ticket_fields"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission));

CREATE POLICY "ticket_links_view" ON "public"."ticket_links"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission));

CREATE POLICY "ticket_presets_view" ON "public"."ticket_presets"
  FOR SELECT
  TO "authenticated"
  USING (((is_shared OR (created_by = ( SELECT auth.uid() AS uid))) AND ( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission)));

COMMENT ON COLUMN "public"."ticket_attachments"."comment_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."content_type" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."filename" IS 'class: personal';

COMMENT ON COLUMN "public"."ticket_attachments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."position" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_attachments"."size" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulk_items"."bulk_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulk_items"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulk_items"."position" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulk_items"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulk_items"."ticket_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."change" IS 'class: personal';

COMMENT ON COLUMN "public"."ticket_bulks"."changed" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."failed" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."matched" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."ticket_bulks"."selection" IS 'class: personal';

COMMENT ON COLUMN "public"."ticket_bulks"."skipped" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."state" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."status" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_bulks"."steps" IS 'The lifecycle when it was ordered. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."ticket_comments"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."email_id" IS 'The e-mail that it is; message_id: the chat message that it is. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."failed_at" IS 'When it turned out that the customer never got it. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."flags" IS 'merge_circle: it stayed where it was sent, because the merges lead in a circle; other_customer: its writer is not the customer of the ticket. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."mentions" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."message_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."sent_to_id" IS 'The merged ticket that it was sent to, when this one took it in its place. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."source" IS 'customer; agent: a person of ours; automatic: no person wrote it, so it answers nobody. class: none';

COMMENT ON COLUMN "public"."ticket_comments"."ticket_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."version" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_comments"."visibility" IS 'internal: the customer never sees it. class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."cycle" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."first_response_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."opened_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."resolved_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."resolved_by" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_cycles"."ticket_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."archived_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."categories" IS 'Categories of tickets that have it; none: all. class: none';

COMMENT ON COLUMN "public"."ticket_fields"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."key" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."label" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."options" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."position" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."required_on_close" IS 'A ticket is resolved or closed only with a value. class: none';

COMMENT ON COLUMN "public"."ticket_fields"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_fields"."version" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_links"."kind" IS 'source: it was made from that; related; parent: part of that ticket; duplicate: of that ticket; blocks: that ticket has to wait; split_from. class: none';

COMMENT ON COLUMN "public"."ticket_links"."ticket_id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."content" IS 'view: {"conditions", "sort", "order"}; macro: {"change", "comment"}; template: {"ticket"} with the columns that a new ticket begins with. class: personal';

COMMENT ON COLUMN "public"."ticket_presets"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."id" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."is_shared" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."name" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."position" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."ticket_presets"."version" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."id" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."category" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."tickets_counts"."team" IS 'class: none';

COMMENT ON TABLE "public"."ticket_attachments" IS 'Files of comments; they go where their comment goes. The bytes are in the file store, once per content.';

COMMENT ON TABLE "public"."ticket_bulk_items" IS 'The tickets of a bulk, and what became of each; no outcome: not yet. access: service only';

COMMENT ON TABLE "public"."ticket_bulks" IS 'Changes of many tickets at once. Which ones is fixed when it is ordered. access: service only';

COMMENT ON TABLE "public"."ticket_comments" IS 'What was said on a ticket: by the customer, to the customer, and among colleagues.';

COMMENT ON TABLE "public"."ticket_cycles" IS 'Each time that a ticket was opened, from its opening to its resolution: what is reopened does not stretch what was done. Kept by triggers.';

COMMENT ON TABLE "public"."ticket_fields" IS 'Fields that an installation adds to its tickets. An archived one takes no new values; those that are there stay.';

COMMENT ON TABLE "public"."ticket_links" IS 'What belongs to a ticket. The customer''s messages in a linked thread or conversation are comments of the ticket.';

COMMENT ON TABLE "public"."ticket_presets" IS 'Saved lists of tickets, macros and templates: of one person, or shared.';

COMMENT ON TABLE "public"."tickets" IS 'A matter that somebody has to see through, whichever channel it came by.';

COMMENT ON TABLE "public"."tickets_counts" IS 'How many rows of tickets there are by status, priority, channel, category, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_ticket_comments"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ticket_comments"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_ticket_comments"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_tickets"(uuid[], uuid[], text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_tickets"(uuid[], uuid[], text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_tickets"(uuid[], uuid[], text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."close_silent_tickets"(interval, interval, interval, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."close_silent_tickets"(interval, interval, interval, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."close_silent_tickets"(interval, interval, interval, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_tickets_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_tickets_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_tickets_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_ticket"(uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_ticket"(uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_ticket"(uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_assignable_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_assignable_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_ticket_replies"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_ticket_replies"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_ticket_replies"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."gather_ticket_messages"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."gather_ticket_messages"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."gather_ticket_messages"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_merged_tickets"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_merged_tickets"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_merged_tickets"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_ticket_bulk"(uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_bulk"(uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_bulk"(uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_ticket_comment_parts"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_comment_parts"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_comment_parts"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_ticket_links"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_links"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_ticket_links"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_tickets_of"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_tickets_of"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_tickets_of"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_ticket_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ticket_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_ticket_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_tickets_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tickets_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_tickets_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."link_ticket"(uuid, text, text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_ticket"(uuid, text, text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_ticket"(uuid, text, text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."merge_tickets"(uuid, uuid, boolean, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_tickets"(uuid, uuid, boolean, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."merge_tickets"(uuid, uuid, boolean, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."number_serial"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_serial"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_serial"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_ticket_cycles"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_ticket_cycles"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_ticket_cycles"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."refresh_ticket"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_ticket"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refresh_ticket"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."release_agent_tickets"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_tickets"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."release_agent_tickets"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."run_ticket_bulk"(uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_ticket_bulk"(uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_ticket_bulk"(uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."split_ticket"(uuid, uuid, uuid[], text, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."split_ticket"(uuid, uuid, uuid[], text, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."split_ticket"(uuid, uuid, uuid[], text, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."take_ticket_messages"(text, uuid[], uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_ticket_messages"(text, uuid[], uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."take_ticket_messages"(text, uuid[], uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_ticket_watchers"(uuid, uuid, text, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_ticket_watchers"(uuid, uuid, text, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_ticket_watchers"(uuid, uuid, text, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_close_faults"(text, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_close_faults"(text, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_close_faults"(text, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_members"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_members"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_members"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_messages"(text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_messages"(text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_messages"(text, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_of_words"(text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_of_words"(text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_of_words"(text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_reply_target"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_reply_target"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_reply_target"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_root"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_root"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_root"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ticket_source"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_source"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ticket_source"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."touch_ticket"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ticket"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_ticket"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."try_ticket"(uuid, jsonb, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."try_ticket"(uuid, jsonb, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."try_ticket"(uuid, jsonb, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."unmerge_ticket"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmerge_ticket"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."unmerge_ticket"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_ticket"(uuid, jsonb, jsonb, text, text, text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_ticket"(uuid, jsonb, jsonb, text, text, text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_ticket"(uuid, jsonb, jsonb, text, text, text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."wake_tickets"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_tickets"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_tickets"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_ticket_comment"(uuid, uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_ticket_comment"(uuid, uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_ticket_comment"(uuid, uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."ticket_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ticket_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."ticket_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_attachments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_attachments" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_attachments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_attachments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_attachments" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_bulk_items" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_bulk_items" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_bulk_items" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_bulks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_bulks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_bulks" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_comments" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_comments" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_comments" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_comments" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_comments" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_cycles" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_cycles" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_cycles" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_cycles" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_cycles" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_fields" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_fields" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_fields" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_fields" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_fields" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_links" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_links" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_links" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_links" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_links" TO "service_role";

REVOKE ALL ON TABLE "public"."ticket_presets" FROM "authenticated";

GRANT SELECT ON TABLE "public"."ticket_presets" TO "authenticated";

REVOKE ALL ON TABLE "public"."ticket_presets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_presets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."ticket_presets" TO "service_role";

REVOKE ALL ON TABLE "public"."tickets" FROM "authenticated";

GRANT SELECT ON TABLE "public"."tickets" TO "authenticated";

REVOKE ALL ON TABLE "public"."tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."tickets" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."tickets_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."tickets_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."tickets_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."tickets_counts" TO "service_role";

COMMENT ON COLUMN "public"."tickets"."number" IS 'class: none';

ALTER TABLE "public"."tickets"
  ADD COLUMN "serial" bigint GENERATED ALWAYS AS (public.number_serial(number)) STORED NOT NULL;

ALTER TABLE "public"."tickets"
  ADD COLUMN "subject" text NOT NULL;

ALTER TABLE "public"."tickets"
  ADD COLUMN "description" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."tickets"
  ADD COLUMN "status" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text;

ALTER TABLE "public"."tickets"
  ADD COLUMN "priority" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text;

ALTER TABLE "public"."tickets"
  ADD COLUMN "category" text COLLATE pg_catalog."C";

ALTER TABLE "public"."tickets"
  ADD COLUMN "channel" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'manual'::text;

ALTER TABLE "public"."tickets"
  ADD COLUMN "team" text COLLATE pg_catalog."C";

ALTER TABLE "public"."tickets"
  ADD COLUMN "assignee_id" uuid;

ALTER TABLE "public"."tickets"
  ADD COLUMN "customer_id" uuid;

ALTER TABLE "public"."tickets"
  ADD COLUMN "tags" text[] NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "public"."tickets"
  ADD COLUMN "watcher_ids" uuid[] NOT NULL DEFAULT '{}'::uuid[];

ALTER TABLE "public"."tickets"
  ADD COLUMN "custom_fields" jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE "public"."tickets"
  ADD COLUMN "checklist" jsonb NOT NULL DEFAULT '[]'::jsonb;

ALTER TABLE "public"."tickets"
  ADD COLUMN "due_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "snoozed_until" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "cycle" integer NOT NULL DEFAULT 1;

ALTER TABLE "public"."tickets"
  ADD COLUMN "status_since" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."tickets"
  ADD COLUMN "first_response_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "last_customer_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "last_response_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "waiting_since" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "resolved_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "closed_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "close_warned_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "merged_into" uuid;

ALTER TABLE "public"."tickets"
  ADD COLUMN "merged_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "created_by" uuid;

ALTER TABLE "public"."tickets"
  ADD COLUMN "created_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."tickets"
  ADD COLUMN "updated_at" timestamp WITH time zone NOT NULL DEFAULT now();

ALTER TABLE "public"."tickets"
  ADD COLUMN "deleted_at" timestamp WITH time zone;

ALTER TABLE "public"."tickets"
  ADD COLUMN "version" integer NOT NULL DEFAULT 1;

ALTER TABLE "public"."tickets"
  ADD COLUMN "hidden_at" timestamp WITH time zone GENERATED ALWAYS AS (COALESCE(deleted_at, merged_at)) STORED;

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_channel_check" CHECK ((channel = ANY (ARRAY['email'::text, 'chat'::text, 'call'::text, 'manual'::text])));

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_check" CHECK (((merged_into IS NULL) = (merged_at IS NULL)));

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_merged_into_fkey" FOREIGN KEY (merged_into) REFERENCES public.tickets(id);

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text])));

ALTER TABLE "public"."tickets"
  ADD CONSTRAINT "tickets_status_check" CHECK ((status = ANY (ARRAY['open'::text, 'pending'::text, 'on_hold'::text, 'snoozed'::text, 'resolved'::text, 'closed'::text])));

CREATE VIEW "public"."agent_tickets" WITH (security_invoker=true) AS  SELECT assignee_id AS agent_id,
    id AS item_id
   FROM public.tickets t
  WHERE ((hidden_at IS NULL) AND (status = ANY (ARRAY['open'::text, 'pending'::text])) AND (assignee_id IS NOT NULL));

REVOKE ALL ON TABLE "public"."agent_tickets" FROM "anon", "authenticated";

CREATE VIEW "public"."live_tickets" WITH (security_invoker=true) AS  SELECT id,
    'ticket'::text AS channel,
    team,
    priority,
    NULL::text AS language,
    '[]'::jsonb AS skills,
    COALESCE(waiting_since, created_at) AS waiting_since,
    GREATEST(last_customer_at, last_response_at, created_at) AS last_activity_at,
    last_response_at AS last_answer_at,
    NULL::timestamp with time zone AS sla_due_at,
    customer_id,
    assignee_id,
    ((assignee_id IS NULL) AND (status = 'open'::text)) AS waits,
    false AS is_bots
   FROM public.tickets t
  WHERE ((hidden_at IS NULL) AND (status = ANY (ARRAY['open'::text, 'pending'::text, 'on_hold'::text, 'snoozed'::text])));

REVOKE ALL ON TABLE "public"."live_tickets" FROM "anon", "authenticated";

CREATE VIEW "public"."timeline_tickets" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    ('Ticket '::text || number) AS title,
    subject AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'priority', priority, 'category', category, 'channel', channel, 'merged_into', merged_into) AS details
   FROM public.tickets t
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_tickets" FROM "anon", "authenticated";

CREATE INDEX tickets_assignee ON public.tickets USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_category ON public.tickets USING btree (category, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_channel ON public.tickets USING btree (channel, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_closing ON public.tickets USING btree (status, status_since)
  WHERE ((status = ANY (ARRAY['pending'::text, 'resolved'::text])) AND (hidden_at IS NULL));

CREATE INDEX tickets_customer ON public.tickets USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX tickets_due ON public.tickets USING btree (due_at, id)
  WHERE ((hidden_at IS NULL) AND (due_at IS NOT NULL));

CREATE INDEX tickets_merged ON public.tickets USING btree (merged_into)
  WHERE (merged_into IS NOT NULL);

CREATE INDEX tickets_newest ON public.tickets USING btree (created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_priority ON public.tickets USING btree (priority, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_search ON public.tickets USING gin (number extensions.gin_trgm_ops, subject extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_snoozed ON public.tickets USING btree (snoozed_until)
  WHERE ((status = 'snoozed'::text) AND (snoozed_until IS NOT NULL));

CREATE INDEX tickets_status ON public.tickets USING btree (status, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_tags ON public.tickets USING gin (tags)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_team ON public.tickets USING btree (team, created_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_updated ON public.tickets USING btree (updated_at DESC, id DESC)
  WHERE (hidden_at IS NULL);

CREATE INDEX tickets_waiting ON public.tickets USING btree (waiting_since, id)
  WHERE ((hidden_at IS NULL) AND (waiting_since IS NOT NULL));

CREATE INDEX tickets_watchers ON public.tickets USING gin (watcher_ids)
  WHERE (hidden_at IS NULL);

CREATE TRIGGER tickets_activity
  AFTER INSERT OR DELETE OR UPDATE OF subject,
    description,
    status, priority, category, team, assignee_id, customer_id, tags, watcher_ids, custom_fields, checklist, due_at, snoozed_until, merged_into, deleted_at ON public.tickets
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER tickets_status
  BEFORE UPDATE OF status ON public.tickets
  FOR EACH ROW
  WHEN ((old.status IS DISTINCT FROM new.status))
  EXECUTE FUNCTION public.keep_ticket_status();

CREATE TRIGGER tickets_team
  BEFORE INSERT OR UPDATE OF team ON public.tickets
  FOR EACH ROW
  WHEN ((new.team IS NOT NULL))
  EXECUTE FUNCTION public.name_team();

CREATE POLICY "tickets_view" ON "public"."tickets"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND ( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission)));

COMMENT ON COLUMN "public"."tickets"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."category" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."channel" IS 'The channel it came by; a public reply goes there. class: none';

COMMENT ON COLUMN "public"."tickets"."checklist" IS '[{"text", "is_done", "is_required"}]; what is required is done before the ticket is. class: personal';

COMMENT ON COLUMN "public"."tickets"."close_warned_at" IS 'When it was said that it closes by itself soon. class: none';

COMMENT ON COLUMN "public"."tickets"."closed_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."custom_fields" IS 'Values of the fields of ticket_fields, by key. class: personal';

COMMENT ON COLUMN "public"."tickets"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."cycle" IS 'How often it was opened: each time has its row in ticket_cycles. class: none';

COMMENT ON COLUMN "public"."tickets"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."description" IS 'class: personal';

COMMENT ON COLUMN "public"."tickets"."due_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."first_response_at" IS 'Of the present cycle: the first public reply of a person. class: none';

COMMENT ON COLUMN "public"."tickets"."hidden_at" IS 'Set for what no list shows: deleted, or merged into another. class: none';

COMMENT ON COLUMN "public"."tickets"."last_customer_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."last_response_at" IS 'The newest public reply of a person that did not fail. class: none';

COMMENT ON COLUMN "public"."tickets"."merged_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."merged_into" IS 'The ticket that counts instead of this one; nothing was moved there. class: none';

COMMENT ON COLUMN "public"."tickets"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."resolved_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."serial" IS 'The number as a number: TKT-10000 comes after TKT-9999. class: none';

COMMENT ON COLUMN "public"."tickets"."snoozed_until" IS 'Null while it is snoozed: until the customer writes. class: none';

COMMENT ON COLUMN "public"."tickets"."status" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."status_since" IS 'When the present status began. class: none';

COMMENT ON COLUMN "public"."tickets"."subject" IS 'class: personal';

COMMENT ON COLUMN "public"."tickets"."tags" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."team" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."tickets"."version" IS 'Counts what people change, not messages: a change made on an older one is refused. class: none';

COMMENT ON COLUMN "public"."tickets"."waiting_since" IS 'The first message of the customer that no person has answered; null: nobody waits. class: none';

COMMENT ON COLUMN "public"."tickets"."watcher_ids" IS 'Users who are told what happens. class: none';

COMMENT ON VIEW "public"."agent_tickets" IS 'Live tickets that agents hold. access: service only';

COMMENT ON VIEW "public"."live_tickets" IS 'Tickets that are not finished. access: service only';

COMMENT ON VIEW "public"."timeline_tickets" IS 'Tickets of customers. access: service only';

REVOKE ALL ON TABLE "public"."agent_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."agent_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."agent_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."agent_tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."live_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."live_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."live_tickets" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_tickets" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_tickets" TO "service_role";

CREATE INDEX tickets_serial ON public.tickets USING btree (serial DESC, id DESC)
  WHERE (hidden_at IS NULL);

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('tickets', 'Tickets', 'Matters that are seen through, whichever channel they came by.', 'vced', 'vce', 'v');
select public.register_timeline('ticket', 'tickets', 'timeline_tickets');
select public.register_assignable('ticket', 'tickets', 'tickets', 'live_tickets', 'assign_tickets');
select public.register_agent_work('ticket', 'ticket', p_held => 'agent_tickets', p_release => 'release_agent_tickets');
