set check_function_bodies = off;

DROP POLICY "ticket_attachments_view" ON "public"."ticket_attachments";

DROP POLICY "ticket_comments_view" ON "public"."ticket_comments";

DROP POLICY "ticket_cycles_view" ON "public"."ticket_cycles";

DROP POLICY "ticket_links_view" ON "public"."ticket_links";

DROP POLICY "tickets_view" ON "public"."tickets";

DROP TRIGGER "refunds_tell_customer" ON "public"."refunds";

DROP FUNCTION "public"."get_refund_channel"(uuid);

DROP FUNCTION "public"."note_refund_told"(uuid, text, text);

DROP FUNCTION "public"."wake_conversations"();

DROP FUNCTION "public"."wake_tickets"();

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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null) <> array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null) and array_remove(array(select 'team:' || t.team from public.tickets t where t.id = o.ticket_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket_comment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('ticket_id', n.ticket_id, 'visibility', n.visibility, 'source', n.source, 'mentions', n.mentions, 'email_id', n.email_id, 'message_id', n.message_id, 'flags', n.flags, 'failed_at', n.failed_at, 'created_by', n.created_by, 'created_at', n.created_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array(select 'team:' || t.team from public.tickets t where t.id = n.ticket_id), null), false
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
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket' || ':created', n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'tickets', 'ticket' || ':removed', o.id::text, 'tickets', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'tickets', 'ticket' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'tickets', null::uuid, jsonb_build_object('number', n.number, 'subject', n.subject, 'status', n.status, 'priority', n.priority, 'category', n.category, 'channel', n.channel, 'team', n.team, 'assignee_id', n.assignee_id, 'customer_id', n.customer_id, 'tags', n.tags, 'due_at', n.due_at, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'waiting_since', n.waiting_since, 'merged_into', n.merged_into, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(array['team:' || n.team], null), false
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
      if v_ticket.status = 'pending' and v_ticket.faults = '[]' and v_ticket.customer_id is not null then
        perform graphile_worker.add_job('tickets.tell_closing', json_build_object('ticket_id', v_ticket.id), job_key => 'ticket_closing:' || v_ticket.id);
      end if;
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
    when 'ivr_call' then (
      select jsonb_build_object('channel', 'call', 'subject', 'Call' || coalesce(' with ' || nullif(v.customer_number, ''), ''), 'customer_id', v.customer_id,
        'team', (select m.key from public.departments d join public.teams m on m.id = d.team_id where d.key = v.department))
      from public.ivr_calls v where v.id = v_source::uuid)
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

CREATE OR REPLACE FUNCTION public.deliver_notification (
  p_row   public.notifications,
  p_users uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_default   public.notification_defaults;
  v_decisions jsonb := '[]';
  v_each      record;
  v_send      uuid;
  v_why       text;
begin
  select * into v_default from public.notification_defaults d where d.type = public.notification_group(p_row.type);
  insert into public.notification_receipts (id, user_id, for_viewers_of, module, type, priority, title, body, entity_type, entity_id, approval_request_id, created_at)
  select p_row.id, u.id, case p_row.audience when 'module' then p_row.module else '' end, p_row.module, p_row.type, p_row.priority, p_row.title, p_row.body,
    p_row.entity_type, p_row.entity_id, p_row.approval_request_id, p_row.created_at
  from unnest(p_users) u (id)
  left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
  left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
  where v_default.is_critical or (case when 'in_app' = any (v_default.locked) then v_default.in_app else coalesce(scoped.in_app, own.in_app, v_default.in_app) end)
  on conflict do nothing;

  select coalesce(jsonb_agg(jsonb_build_object('kind', 'notifications.suppress', 'entity_type', 'notification', 'entity_id', p_row.id, 'module', p_row.module,
    'reason', format('The person has in_app switched off for %s.', v_default.type), 'rule', 'preferences', 'rule_version', '1',
    'inputs', jsonb_build_object('user_id', u.id, 'medium', 'in_app', 'group', v_default.type, 'priority', p_row.priority))), '[]') into v_decisions
  from unnest(p_users) u (id)
  where v_default.in_app and not exists (select from public.notification_receipts r where r.user_id = u.id and r.id = p_row.id);

  for v_each in
    select u.id as user_id, m.medium, m.wanted, m.usual, m.address,
      case when v_default.is_critical or p_row.priority = 'urgent' then null
        else public.quiet_until(s.quiet_from, s.quiet_to, coalesce(s.time_zone, public.business_zone()), clock_timestamp()) end as quiet_until
    from unnest(p_users) u (id)
    join auth.users a on a.id = u.id
    left join public.notification_settings s on s.user_id = u.id
    left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
    left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
    cross join lateral (values
      ('email', case when 'email' = any (v_default.locked) then v_default.email else coalesce(scoped.email, own.email, v_default.email) end, v_default.email, a.email),
      ('whatsapp', case when 'whatsapp' = any (v_default.locked) then v_default.whatsapp else coalesce(scoped.whatsapp, own.whatsapp, v_default.whatsapp) end,
        v_default.whatsapp, s.whatsapp_number),
      ('webhook', case when 'webhook' = any (v_default.locked) then v_default.webhook else coalesce(scoped.webhook, own.webhook, v_default.webhook) end,
        v_default.webhook, s.webhook_url)) m (medium, wanted, usual, address)
    where m.wanted or m.usual
  loop
    v_send := null;
    v_why := case when not v_each.wanted then 'off' when coalesce(v_each.address, '') = '' then 'no_address' end;
    if v_why is null then
      v_send := public.queue_send('notice.' || v_each.medium, jsonb_build_object('notification_id', p_row.id, 'user_id', v_each.user_id,
        'address', v_each.address, 'group', v_default.type), coalesce(v_each.quiet_until, clock_timestamp()), p_row.created_by);
    end if;
    insert into public.notification_deliveries (notification_id, user_id, medium, send_id, suppressed)
    values (p_row.id, v_each.user_id, v_each.medium, v_send, v_why);
    if v_why is not null or v_each.quiet_until is not null then
      v_decisions := v_decisions || jsonb_build_object('kind', case when v_why is null then 'notifications.delay' else 'notifications.suppress' end,
        'entity_type', 'notification', 'entity_id', p_row.id, 'module', p_row.module,
        'chosen', case when v_why is null then jsonb_build_object('medium', v_each.medium, 'send_after', v_each.quiet_until) end,
        'reason', case v_why when 'off' then format('The person has %s switched off for %s.', v_each.medium, v_default.type)
          when 'no_address' then format('The person has no address for %s.', v_each.medium)
          else format('Quiet hours of the person: %s waits for their end.', v_each.medium) end,
        'rule', 'preferences', 'rule_version', '1',
        'inputs', jsonb_build_object('user_id', v_each.user_id, 'medium', v_each.medium, 'group', v_default.type, 'priority', p_row.priority));
    end if;
  end loop;
  if v_decisions <> '[]' then
    perform public.record_decisions(v_decisions);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130055156' $function$;

CREATE OR REPLACE FUNCTION public.note_customer_told (
  p_about   jsonb,
  p_channel text,
  p_reason  text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_told:' || (p_about ->> 'key'), 0));
  if exists (
    select from public.decisions d
    where d.entity_type = p_about ->> 'entity_type' and d.entity_id = p_about ->> 'entity_id' and d.kind = p_about ->> 'kind' and d.inputs ->> 'key' = p_about ->> 'key')
  then
    return;
  end if;
  perform public.log_activity(case when p_channel is null then 'customer_not_told' else 'tell_customer' end, p_about ->> 'table', p_about ->> 'entity_id', p_note => p_reason);
  perform public.record_decisions(jsonb_build_array(p_about - array['key', 'table'] || jsonb_build_object(
    'chosen', case when p_channel is not null then jsonb_build_object('channel', p_channel) end, 'reason', p_reason, 'rule', 'last_channel', 'rule_version', '1',
    'inputs', jsonb_build_object('key', p_about -> 'key'))));
end $function$;

REVOKE ALL ON FUNCTION "public"."note_customer_told"(jsonb, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify (
  p_notice jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.notifications := jsonb_populate_record(null::public.notifications, p_notice);
  v_actor uuid := coalesce((p_notice ->> 'actor_id')::uuid, public.current_actor());
  v_row   public.notifications;
  v_users uuid[];
begin
  if v_given.user_id = v_actor then
    perform public.suppress_notification(v_given.entity_type, v_given.entity_id, v_given.module, 'actor', 'Whoever acts is not told.',
      jsonb_build_object('user_id', v_actor, 'type', v_given.type));
    return null;
  elsif v_given.user_id is not null and not exists (select from auth.users u where u.id = v_given.user_id) then
    raise exception 'user_not_found' using errcode = 'P0404';
  elsif v_given.role_id is not null and not exists (select from public.roles r where r.id = v_given.role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  elsif v_given.team_id is not null and not exists (select from public.teams t where t.id = v_given.team_id) then
    raise exception 'team_not_found' using errcode = 'P0404';
  end if;
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key, audience, role_id, team_id, priority,
    created_by, cause, approval_request_id)
  values (v_given.user_id, v_given.module, v_given.type, v_given.title, coalesce(v_given.body, ''), v_given.entity_type, v_given.entity_id,
    coalesce(v_given.dedupe_key, gen_random_uuid()::text),
    case when v_given.user_id is not null then 'person' when v_given.role_id is not null then 'role' when v_given.team_id is not null then 'team' else 'module' end,
    v_given.role_id, v_given.team_id, coalesce(v_given.priority, 'normal'), v_actor, v_given.cause, v_given.approval_request_id)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    select * into v_row from public.notifications n where n.dedupe_key = v_given.dedupe_key;
    perform public.suppress_notification('notification', v_row.id::text, v_row.module, 'dedupe', 'It had been said already, under the same key.',
      jsonb_build_object('dedupe_key', v_given.dedupe_key, 'type', v_given.type));
    return null;
  end if;

  v_users := array(
    select distinct u.id
    from (
      select v_row.user_id as id where v_row.audience = 'person'
      union all
      select ur.user_id from public.user_roles ur where v_row.audience = 'role' and ur.role_id = v_row.role_id
      union all
      select a.user_id from public.team_members m join public.agents a on a.id = m.agent_id and a.deleted_at is null
      where v_row.audience = 'team' and m.team_id = v_row.team_id and a.user_id is not null
      union all
      select w.user_id from public.viewers_of_module(v_row.module) w (user_id) where v_row.audience = 'module'
    ) u
    where v_row.audience = 'person' or public.is_active_user(u.id));
  if v_actor = any (v_users) then
    v_users := array_remove(v_users, v_actor);
    perform public.suppress_notification('notification', v_row.id::text, v_row.module, 'actor', 'Whoever acts is not told.',
      jsonb_build_object('user_id', v_actor, 'type', v_row.type));
  end if;
  perform public.deliver_notification(v_row, v_users);

  insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
  select 'notifications', 'notification:created', v_row.id::text, v_row.module, u.id,
    jsonb_build_object('module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at)
  from unnest(case when v_row.audience = 'module' then array[null::uuid] else v_users end) u (id);
  perform pg_notify('change_feed', '');
  return v_row.id;
end $function$;

CREATE OR REPLACE FUNCTION public.suppress_notification (
  p_entity_type text,
  p_entity_id   text,
  p_module      text,
  p_rule        text,
  p_reason      text,
  p_inputs      jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if p_entity_type is null or p_entity_id is null or exists (
    select from public.decisions d
    where d.entity_type = p_entity_type and d.entity_id = p_entity_id and d.kind = 'notifications.suppress' and d.rule = p_rule and d.inputs = p_inputs)
  then
    return;
  end if;
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'notifications.suppress', 'entity_type', p_entity_type, 'entity_id', p_entity_id,
    'module', p_module, 'chosen', null, 'reason', p_reason, 'rule', p_rule, 'rule_version', '1', 'inputs', p_inputs)));
end $function$;

REVOKE ALL ON FUNCTION "public"."suppress_notification"(text, text, text, text, text, jsonb) FROM PUBLIC, "anon", "authenticated";

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
      case when e.direction = 'inbound' then 'customer' when e.mailbox_message_id is null and not exists (select from auth.users u where u.id = e.created_by) then 'automatic' else 'agent' end,
      left(coalesce(nullif(e.new_text, ''), nullif(e.body_text, ''), e.snippet), 50000), e.subject, e.customer_id, lower(e.from_email), e.created_by, e.received_at
    from public.emails e
    where e.id = any (p_ids) and e.kind = 'message' and e.deleted_at is null and e.send_state is distinct from 'cancelled'
    order by e.received_at, e.id;
  else
    return query
    select m.id, 'conversation', coalesce(c.merged_into, c.id)::text,
      case when m.source = 'customer' then 'customer'
        when m.source = 'automatic' or m.source = 'agent' and not exists (select from auth.users u where u.id = m.created_by) then 'automatic' else 'agent' end,
      left(coalesce(nullif(m.text, ''), m.preview), 50000), left(coalesce(m.text, ''), 1000), m.customer_id, null::text, m.created_by, m.at
    from public.messages m join public.conversations c on c.id = m.conversation_id
    where m.id = any (p_ids) and m.deleted_at is null and m.type <> 'system' and m.status is distinct from 'cancelled'
    order by m.at, m.id;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.touch_row()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_generated text[];
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  if new is not distinct from old then
    return new;
  end if;
  v_generated := array(select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = tg_relid and a.attnum > 0 and a.attgenerated <> '');
  if v_generated = '{}' or to_jsonb(new) - v_generated is distinct from to_jsonb(old) - v_generated then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.use_ticket_macro (
  p_id         uuid,
  p_change     jsonb,
  p_steps      jsonb,
  p_to         text,
  p_note       text,
  p_version    integer,
  p_comment_id uuid,
  p_comment    jsonb,
  p_by         uuid
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if p_comment is null then
    perform public.update_ticket(p_id, p_change, p_steps, p_to => p_to, p_note => p_note, p_version => p_version);
    return;
  end if;
  -- A second request waits here for the first.
  perform from public.tickets t where t.id = p_id for update;
  if not exists (select from public.ticket_comments c where c.id = p_comment_id) then
    perform public.update_ticket(p_id, p_change, p_steps, p_to => p_to, p_note => p_note, p_version => p_version);
    perform public.write_ticket_comment(p_id, p_comment_id, p_comment, p_by);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."use_ticket_macro"(uuid, jsonb, jsonb, text, text, integer, uuid, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.wake_snoozed (
  p_table  text,
  p_action text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', p_action, 'note', 'The snooze is over.')::text, true);
  execute format(
    $sql$update %1$s t set status = 'open' where t.id in (
      select s.id from %1$s s where s.status = 'snoozed' and s.snoozed_until <= now() order by s.snoozed_until limit 1000 for update skip locked)$sql$, p_table::regclass);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."wake_snoozed"(text, text) FROM PUBLIC, "anon", "authenticated";

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
  if jsonb_typeof(p_comment -> 'mail') = 'object' then
    select e.id into v_new.email_id from public.queue_email(p_comment -> 'mail') e;
  elsif jsonb_typeof(p_comment -> 'message') = 'object' then
    select m.id into v_new.message_id from public.queue_chat_message(p_comment -> 'message') m;
  end if;
  insert into public.ticket_comments (id, ticket_id, visibility, source, body, mentions, email_id, message_id, sent_to_id, created_by)
  values (p_id, v_ticket.id, v_new.visibility, 'agent', v_new.body, coalesce(v_new.mentions, '{}'), v_new.email_id, v_new.message_id,
    nullif(p_ticket_id, v_ticket.id), p_by)
  on conflict do nothing returning * into v_row;
  if v_row.id is null then
    -- It came before.
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

CREATE TRIGGER refunds_tell_customer
  AFTER UPDATE OF status ON public.refunds
  FOR EACH ROW
  WHEN (((new.status = 'paid'::text) AND (old.status <> 'paid'::text) AND (new.customer_id IS NOT NULL)))
  EXECUTE FUNCTION public.tell_customer_of_refund();

CREATE POLICY "ticket_attachments_view" ON "public"."ticket_attachments"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || t.team)
   FROM (public.ticket_comments c
     JOIN public.tickets t ON ((t.id = c.ticket_id)))
  WHERE (c.id = ticket_attachments.comment_id)) && ARRAY( SELECT public.permitted_scopes('tickets'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "ticket_comments_view" ON "public"."ticket_comments"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || t.team)
   FROM public.tickets t
  WHERE (t.id = ticket_comments.ticket_id)) && ARRAY( SELECT public.permitted_scopes('tickets'::text, 'view'::text) AS permitted_scopes)))));

CREATE POLICY "ticket_cycles_view" ON "public"."ticket_cycles"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || t.team)
   FROM public.tickets t
  WHERE (t.id = ticket_cycles.ticket_id)) && ARRAY( SELECT public.permitted_scopes('tickets'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "ticket_links_view" ON "public"."ticket_links"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || t.team)
   FROM public.tickets t
  WHERE (t.id = ticket_links.ticket_id)) && ARRAY( SELECT public.permitted_scopes('tickets'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "tickets_view" ON "public"."tickets"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('tickets'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('tickets'::text, 'view'::text) AS permitted_scopes)))));

REVOKE ALL ON FUNCTION "public"."note_customer_told"(jsonb, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_customer_told"(jsonb, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_customer_told"(jsonb, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."suppress_notification"(text, text, text, text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_notification"(text, text, text, text, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."suppress_notification"(text, text, text, text, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."use_ticket_macro"(uuid, jsonb, jsonb, text, text, integer, uuid, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_ticket_macro"(uuid, jsonb, jsonb, text, text, integer, uuid, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_ticket_macro"(uuid, jsonb, jsonb, text, text, integer, uuid, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."wake_snoozed"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_snoozed"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."wake_snoozed"(text, text) TO "service_role";
