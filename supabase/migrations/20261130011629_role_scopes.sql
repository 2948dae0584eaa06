set check_function_bodies = off;

DROP POLICY "agent_presence_view" ON "public"."agent_presence";

DROP POLICY "agents_view" ON "public"."agents";

DROP POLICY "assignment_queue_view" ON "public"."assignment_queue";

DROP POLICY "change_feed_view" ON "public"."change_feed";

DROP POLICY "chat_triages_view" ON "public"."chat_triages";

DROP POLICY "conversation_notes_view" ON "public"."conversation_notes";

DROP POLICY "conversations_view" ON "public"."conversations";

DROP POLICY "email_attachments_view" ON "public"."email_attachments";

DROP POLICY "email_threads_view" ON "public"."email_threads";

DROP POLICY "email_triages_view" ON "public"."email_triages";

DROP POLICY "emails_view" ON "public"."emails";

DROP POLICY "message_media_view" ON "public"."message_media";

DROP POLICY "messages_view" ON "public"."messages";

DROP POLICY "query_assignments_view" ON "public"."query_assignments";

ALTER TABLE "public"."user_roles"
  DROP CONSTRAINT "user_roles_user_id_role_id_key";

DROP FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text);

DROP FUNCTION "public"."assign_role"(uuid, uuid, uuid);

DROP FUNCTION "public"."check_rights_held"(uuid, text[]);

DROP FUNCTION "public"."count_conversations"();

DROP FUNCTION "public"."get_assignment_queues"();

DROP FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text);

DROP FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text, integer);

DROP FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text);

DROP FUNCTION "public"."publish_table"(regclass, text, text, text, text, text);

ALTER TABLE "public"."change_feed"
  ADD COLUMN "scopes" text[] COLLATE pg_catalog."C";

ALTER TABLE "public"."change_feed"
  ADD COLUMN "scoped_only" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."user_roles"
  ADD COLUMN "scope" text;

CREATE OR REPLACE FUNCTION public.agent_scopes (
  p_agent_id uuid
)
  RETURNS text[]
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select array(
    select 'team:' || t.key from public.team_members m join public.teams t on t.id = m.team_id where m.agent_id = p_agent_id order by 1)
$function$;

REVOKE ALL ON FUNCTION "public"."agent_scopes"(uuid) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.announce_agent_presence()
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
        select 'agents', 'agent_presence' || ':created', n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since), array_remove(public.agent_scopes(n.agent_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.agent_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent_presence' || ':removed', o.agent_id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.agent_id), null), n.agent_id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.agent_id = o.agent_id
        where n.agent_id is null or null::uuid is distinct from null::uuid or (array_remove(public.agent_scopes(o.agent_id), null) <> array_remove(public.agent_scopes(n.agent_id), null) and array_remove(public.agent_scopes(o.agent_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'agent_presence' || case when o.agent_id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.agent_id::text, 'agents', null::uuid, jsonb_build_object('is_connected', n.is_connected, 'since', n.since), array_remove(public.agent_scopes(n.agent_id), null), false
        from new_rows n left join old_rows o on o.agent_id = n.agent_id
        where o.agent_id is null or null::uuid is distinct from null::uuid or row(n.is_connected, n.since) is distinct from row(o.is_connected, o.since);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_agents()
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
        select 'agents', 'agent' || ':created', n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(public.agent_scopes(n.id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'agent' || ':removed', o.id::text, 'agents', null::uuid, array_remove(public.agent_scopes(o.id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(public.agent_scopes(o.id), null) <> array_remove(public.agent_scopes(n.id), null) and array_remove(public.agent_scopes(o.id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'agent' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'agents', null::uuid, jsonb_build_object('name', n.name, 'user_id', n.user_id, 'is_active', n.is_active, 'status', n.status, 'availability', n.availability, 'status_since', n.status_since, 'clocked_in_at', n.clocked_in_at, 'deleted_at', n.deleted_at, 'version', n.version), array_remove(public.agent_scopes(n.id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.name, n.user_id, n.is_active, n.status, n.availability, n.status_since, n.clocked_in_at, n.deleted_at, n.version) is distinct from row(o.name, o.user_id, o.is_active, o.status, o.availability, o.status_since, o.clocked_in_at, o.deleted_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_chat_triages()
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
        select 'chats', 'chat_triage' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'chat_triage' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'chat_triage' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'message_id', n.message_id, 'adapter', n.adapter, 'state', n.state, 'created_at', n.created_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.message_id, n.adapter, n.state, n.created_at) is distinct from row(o.conversation_id, o.message_id, o.adapter, o.state, o.created_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_conversation_notes()
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
        select 'chats', 'conversation_note' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation_note' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'conversation_note' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'mentions', n.mentions, 'created_by', n.created_by, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.mentions, n.created_by, n.version, n.deleted_at) is distinct from row(o.conversation_id, o.mentions, o.created_by, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_conversations()
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
        select 'chats', 'conversation' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'conversation' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'conversation' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('contact_id', n.contact_id, 'provider_id', n.provider_id, 'channel', n.channel, 'customer_id', n.customer_id, 'contact_name', n.contact_name, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'labels', n.labels, 'snoozed_until', n.snoozed_until, 'cycle', n.cycle, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_message_preview', n.last_message_preview, 'last_message_type', n.last_message_type, 'last_direction', n.last_direction, 'waiting_since', n.waiting_since, 'window_closes_at', n.window_closes_at, 'merged_into', n.merged_into, 'version', n.version), array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.contact_id, n.provider_id, n.channel, n.customer_id, n.contact_name, n.status, n.priority, n.team, n.assignee_id, n.labels, n.snoozed_until, n.cycle, n.message_count, n.unread_count, n.last_message_at, n.last_message_preview, n.last_message_type, n.last_direction, n.waiting_since, n.window_closes_at, n.merged_into, n.version) is distinct from row(o.contact_id, o.provider_id, o.channel, o.customer_id, o.contact_name, o.status, o.priority, o.team, o.assignee_id, o.labels, o.snoozed_until, o.cycle, o.message_count, o.unread_count, o.last_message_at, o.last_message_preview, o.last_message_type, o.last_direction, o.waiting_since, o.window_closes_at, o.merged_into, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_email_threads()
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
        select 'emails', 'email_thread' || ':created', n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'subject', n.subject, 'customer_id', n.customer_id, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_direction', n.last_direction, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email_thread' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email_thread' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'emails', 'email_thread' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'subject', n.subject, 'customer_id', n.customer_id, 'message_count', n.message_count, 'unread_count', n.unread_count, 'last_message_at', n.last_message_at, 'last_direction', n.last_direction, 'status', n.status, 'priority', n.priority, 'team', n.team, 'assignee_id', n.assignee_id, 'version', n.version), array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.support_email_id, n.subject, n.customer_id, n.message_count, n.unread_count, n.last_message_at, n.last_direction, n.status, n.priority, n.team, n.assignee_id, n.version) is distinct from row(o.support_email_id, o.subject, o.customer_id, o.message_count, o.unread_count, o.last_message_at, o.last_direction, o.status, o.priority, o.team, o.assignee_id, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_emails()
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
        select 'emails', 'email' || ':created', n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'thread_id', n.thread_id, 'direction', n.direction, 'kind', n.kind, 'from_email', n.from_email, 'from_name', n.from_name, 'subject', n.subject, 'snippet', n.snippet, 'received_at', n.received_at, 'has_attachments', n.has_attachments, 'customer_id', n.customer_id, 'is_read', n.is_read, 'status', n.status, 'priority', n.priority, 'category', n.category, 'sentiment', n.sentiment, 'language', n.language, 'team', n.team, 'assignee_id', n.assignee_id, 'triage_state', n.triage_state, 'send_state', n.send_state, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'emails', 'email' || ':removed', o.id::text, 'emails', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'emails', 'email' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'emails', null::uuid, jsonb_build_object('support_email_id', n.support_email_id, 'thread_id', n.thread_id, 'direction', n.direction, 'kind', n.kind, 'from_email', n.from_email, 'from_name', n.from_name, 'subject', n.subject, 'snippet', n.snippet, 'received_at', n.received_at, 'has_attachments', n.has_attachments, 'customer_id', n.customer_id, 'is_read', n.is_read, 'status', n.status, 'priority', n.priority, 'category', n.category, 'sentiment', n.sentiment, 'language', n.language, 'team', n.team, 'assignee_id', n.assignee_id, 'triage_state', n.triage_state, 'send_state', n.send_state, 'version', n.version, 'deleted_at', n.deleted_at), array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.support_email_id, n.thread_id, n.direction, n.kind, n.from_email, n.from_name, n.subject, n.snippet, n.received_at, n.has_attachments, n.customer_id, n.is_read, n.status, n.priority, n.category, n.sentiment, n.language, n.team, n.assignee_id, n.triage_state, n.send_state, n.version, n.deleted_at) is distinct from row(o.support_email_id, o.thread_id, o.direction, o.kind, o.from_email, o.from_name, o.subject, o.snippet, o.received_at, o.has_attachments, o.customer_id, o.is_read, o.status, o.priority, o.category, o.sentiment, o.language, o.team, o.assignee_id, o.triage_state, o.send_state, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_message_media()
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
        select 'chats', 'message_media' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size), array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message_media' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null) <> array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null) and array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = o.message_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'message_media' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('message_id', n.message_id, 'position', n."position", 'state', n.state, 'reason', n.reason, 'mime', n.mime, 'file_name', n.file_name, 'size', n.size), array_remove(array(select 'team:' || c.team from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = n.message_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.message_id, n."position", n.state, n.reason, n.mime, n.file_name, n.size) is distinct from row(o.message_id, o."position", o.state, o.reason, o.mime, o.file_name, o.size);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_messages()
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
        select 'chats', 'message' || ':created', n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'chats', 'message' || ':removed', o.id::text, 'chats', null::uuid, array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null) and array_remove(array(select 'team:' || c.team from public.conversations c where c.id = o.conversation_id), null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'chats', 'message' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'chats', null::uuid, jsonb_build_object('conversation_id', n.conversation_id, 'contact_id', n.contact_id, 'customer_id', n.customer_id, 'direction', n.direction, 'source', n.source, 'type', n.type, 'preview', n.preview, 'at', n.at, 'created_by', n.created_by, 'reply_to_id', n.reply_to_id, 'media_count', n.media_count, 'reactions', n.reactions, 'status', n.status, 'delivered_at', n.delivered_at, 'read_at', n.read_at, 'error_code', n.error_code, 'edited_at', n.edited_at, 'deleted_at', n.deleted_at), array_remove(array(select 'team:' || c.team from public.conversations c where c.id = n.conversation_id), null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.conversation_id, n.contact_id, n.customer_id, n.direction, n.source, n.type, n.preview, n.at, n.created_by, n.reply_to_id, n.media_count, n.reactions, n.status, n.delivered_at, n.read_at, n.error_code, n.edited_at, n.deleted_at) is distinct from row(o.conversation_id, o.contact_id, o.customer_id, o.direction, o.source, o.type, o.preview, o.at, o.created_by, o.reply_to_id, o.media_count, o.reactions, o.status, o.delivered_at, o.read_at, o.error_code, o.edited_at, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_query_assignments()
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
        select 'agents', 'query_assignment' || ':created', n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version), array_remove(array['team:' || n.team], null), false from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid, array_remove(array['team:' || o.team], null), false from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id, scopes, scoped_only)
        select 'agents', 'query_assignment' || ':removed', o.id::text, 'assignments', null::uuid, array_remove(array['team:' || o.team], null), n.id is not null and null::uuid is not distinct from null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid or (array_remove(array['team:' || o.team], null) <> array_remove(array['team:' || n.team], null) and array_remove(array['team:' || o.team], null) <> '{}');
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, scopes, scoped_only)
        select 'agents', 'query_assignment' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'assignments', null::uuid, jsonb_build_object('entity_type', n.entity_type, 'entity_id', n.entity_id, 'channel', n.channel, 'team', n.team, 'agent_id', n.agent_id, 'status', n.status, 'source', n.source, 'assigned_at', n.assigned_at, 'lease_until', n.lease_until, 'ended_at', n.ended_at, 'version', n.version), array_remove(array['team:' || n.team], null), false
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.entity_type, n.entity_id, n.channel, n.team, n.agent_id, n.status, n.source, n.assigned_at, n.lease_until, n.ended_at, n.version) is distinct from row(o.entity_type, o.entity_id, o.channel, o.team, o.agent_id, o.status, o.source, o.assigned_at, o.lease_until, o.ended_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.announce_table (
  p_table         regclass,
  p_namespace     text,
  p_entity        text,
  p_module        text,
  p_columns       text,
  p_id_column     text     DEFAULT 'id'::text,
  p_owner_column  text     DEFAULT ''::text,
  p_module_column text     DEFAULT ''::text,
  p_scopes        text     DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_columns  text[] := string_to_array(replace(p_columns, ' ', ''), ',');
  v_column   text;
  v_parts    record;
  v_name     text := 'announce_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_new_module text := case when p_module_column = '' then quote_literal(p_module) else format('n.%I', p_module_column) end;
  v_old_module text := case when p_module_column = '' then quote_literal(p_module) else format('o.%I', p_module_column) end;
  v_payload  text;
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
  -- Null without scopes, and so is what is made of them by concatenation.
  v_new_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'n.', 'g') || ', null)';
  v_old_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'o.', 'g') || ', null)';
  v_old_user text := case when p_owner_column = '' then 'null::uuid' else format('o.%I', p_owner_column) end;
begin
  if p_module_column = '' and not exists (select from public.modules where key = p_module) then
    raise exception 'There is no module %: register it first.', p_module;
  end if;
  foreach v_column in array v_columns || p_id_column || array_remove(array[p_owner_column, p_module_column], '') loop
    if not exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = v_column and attnum > 0 and not attisdropped) then
      raise exception '% has no column %.', p_table, v_column;
    end if;
  end loop;
  select format('jsonb_build_object(%s)', string_agg(format('%L, n.%I', c, c), ', ')),
    format('row(%s) is distinct from row(%s)', string_agg(format('n.%I', c), ', '), string_agg(format('o.%I', c), ', '))
  into v_payload, v_changed from unnest(v_columns) c;

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload%11$s)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$s, %6$s, %8$s%12$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%13$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%14$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s%15$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload%11$s)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$s, %6$s, %8$s%12$s
        from new_rows n left join old_rows o on o.%5$I = n.%5$I
        where o.%5$I is null or %7$s is distinct from %6$s or %9$s;
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_namespace, p_entity, v_new_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed, v_old_module,
    case when p_scopes is null then '' else ', scopes, scoped_only' end,
    coalesce(', ' || v_new_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || format(', n.%I is not null and %s is not distinct from %s', p_id_column, v_old_user, v_new_user), ''),
    coalesce(' or (' || v_old_scopes || ' <> ' || v_new_scopes || ' and ' || v_old_scopes || ' <> ''{}'')', ''));
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    -- The arguments are for readers of the catalogue: tests compare them with the declared events.
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I(%L, %L, %L, %L, %L, %L)',
      'announce_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name,
      p_namespace, p_entity, p_module, p_id_column, replace(p_columns, ' ', ''), p_owner_column);
  end loop;
end $functionx$;

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.assign_role (
  p_user_id  uuid,
  p_role_id  uuid,
  p_actor_id uuid,
  p_scope    text DEFAULT NULL::text
)
  RETURNS SETOF public.user_roles
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform public.lock_roles();
  if not exists (select from public.roles where id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_scope(p_scope);
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id), p_scope);
  insert into public.user_roles (user_id, role_id, assigned_by, scope) values (p_user_id, p_role_id, p_actor_id, p_scope)
  on conflict (user_id, role_id, scope) do nothing;
  return query select * from public.user_roles where user_id = p_user_id and role_id = p_role_id and scope is not distinct from p_scope;
end $function$;

REVOKE ALL ON FUNCTION "public"."assign_role"(uuid, uuid, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.check_rights_held (
  p_user_id uuid,
  p_rights  text[],
  p_scope   text   DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_missing text[];
begin
  perform public.lock_roles();
  select array_agg(distinct needed order by needed) into v_missing
  from unnest(p_rights) needed
  where not exists (
    select
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = split_part(needed, ':', 1)
    where ur.user_id = p_user_id
      and (ur.scope is null or ur.scope = p_scope)
      and (r.full_access or case split_part(needed, ':', 2)
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end));
  if v_missing is not null then
    raise exception 'role_exceeds_yours' using errcode = 'P0403', detail = jsonb_build_object('missing', v_missing);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."check_rights_held"(uuid, text[], text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.check_scope (
  p_scope text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_key text := substr(p_scope, strpos(p_scope, ':') + 1);
begin
  if p_scope is not null and not coalesce(case split_part(p_scope, ':', 1)
    when 'team' then exists (select from public.teams t where t.key = v_key)
    when 'department' then exists (select from public.departments d where d.id::text = v_key)
  end, false) then
    raise exception 'unknown_scope' using errcode = 'P0422';
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."check_scope"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_conversations (
  p_teams text[] DEFAULT NULL::text[]
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with counts as (
    select grouping(c.channel, c.provider_id, c.team) as grouped, c.channel, c.provider_id, c.team,
      jsonb_build_object('open', coalesce(sum(c.rows) filter (where c.status = 'open'), 0),
        'pending', coalesce(sum(c.rows) filter (where c.status = 'pending'), 0),
        'snoozed', coalesce(sum(c.rows) filter (where c.status = 'snoozed'), 0),
        'resolved', coalesce(sum(c.rows) filter (where c.status = 'resolved'), 0),
        'unread', coalesce(sum(c.rows) filter (where c.is_unread), 0),
        'waiting', coalesce(sum(c.rows) filter (where c.is_waiting), 0),
        'unassigned', coalesce(sum(c.rows) filter (where c.status <> 'resolved' and c.assignee_id is null), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.conversations_counts c where p_teams is null or c.team = any (p_teams)
    group by grouping sets ((), (c.channel), (c.provider_id), (c.team))
  )
  select jsonb_build_object(
    'total', (select figures from counts where grouped = 7),
    'by_channel', coalesce((select jsonb_agg(jsonb_build_object('channel', channel) || figures order by channel) from counts where grouped = 3 and rows > 0), '[]'),
    'by_provider', coalesce((select jsonb_agg(jsonb_build_object('provider_id', provider_id) || figures order by provider_id) from counts where grouped = 5 and rows > 0), '[]'),
    'by_team', coalesce((select jsonb_agg(jsonb_build_object('team', team) || figures order by team nulls last) from counts where grouped = 6 and rows > 0), '[]'))
$function$;

REVOKE ALL ON FUNCTION "public"."count_conversations"(text[]) FROM PUBLIC, "anon", "authenticated";

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
      -- One of several.
      when v_key = 'team' and jsonb_typeof(p_filter -> 'team') = 'array' then
        format('%s.team = any (%L::text[])', p_alias, array(select jsonb_array_elements_text(p_filter -> 'team')))
      when v_key in ('support_email_id', 'thread_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
        'language', 'team', 'triage_state', 'send_state', 'from_email') then format('%s.%I = %L', p_alias, v_key, v_value)
      when v_key in ('is_read', 'has_attachments') or (p_alias = 'c' and v_key in ('unassigned', 'unread')) then
        format('%s%s.%I', case when v_value::boolean then '' else 'not ' end, p_alias, v_key)
      when v_key = 'unassigned' then format('%s.assignee_id is %snull', p_alias, case when v_value::boolean then '' else 'not ' end)
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

CREATE OR REPLACE FUNCTION public.find_messages (
  p_search   text,
  p_filter   jsonb,
  p_after_at timestamp with time zone,
  p_after_id uuid,
  p_skip     bigint,
  p_need     integer,
  OUT        ids uuid[],
  OUT        total bigint,
  OUT        is_exact boolean
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  SET work_mem TO '32MB'
  AS $function$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.chat_query(p_search);
  v_join   text := case when p_filter ?| array['conversation_id', 'customer_id', 'direction', 'team'] then ' join public.messages m on m.id = s.message_id' else '' end;
  v_where  text;
  v_after  text := case when p_after_at is not null then format('(s.at, s.message_id) < (%L::timestamptz, %L::uuid)', p_after_at, p_after_id) else 'true' end;
  v_newest integer;
  v_seen   integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_part   integer;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  v_where := concat(format('s.words @@ %L::tsquery', v_query),
    case when p_filter ? 'conversation_id' then format(' and m.conversation_id = %L', p_filter ->> 'conversation_id') end,
    case when p_filter ? 'customer_id' then format(' and m.customer_id = any (%L::uuid[])', array(select jsonb_array_elements_text(p_filter -> 'customer_id'))) end,
    case when p_filter ? 'direction' then format(' and m.direction = %L', p_filter ->> 'direction') end,
    case when p_filter ? 'team' then format(' and m.conversation_id in (select c.id from public.conversations c where c.team = any (%L::text[]))',
      array(select jsonb_array_elements_text(p_filter -> 'team'))) end,
    case when p_filter ? 'from' then format(' and s.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and s.at < %L', p_filter ->> 'to') end);
  -- What is one person's or one conversation's is found there, and is little.
  if p_filter ?| array['conversation_id', 'customer_id'] then
    execute format($sql$
      with m as materialized (select s.message_id, s.at from public.messages m join public.message_search s on s.message_id = m.id where %1$s)
      select array(select m.message_id from m as m where %2$s order by m.at desc, m.message_id desc offset %3$s limit %4$s), (select count(*) from m)
    $sql$, v_where, replace(v_after, 's.', 'm.'), p_skip, p_need) into ids, total;
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and p_filter = '{}' then
    select count(*) into total
    from (
      select from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif p_filter = '{}' then
    total := public.count_some_messages(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from public.message_search s%s where %s limit %s) c', v_join, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 then
    -- Is it common among the newest that are left?
    execute format($sql$
      select count(*) from (select s.words from public.message_search s where %s order by s.at desc, s.message_id desc limit 500) s where s.words @@ %L::tsquery
    $sql$, v_after, v_query) into v_seen;
    if v_seen >= 2 then
      execute format($sql$
        select array(
          select s.message_id from (select * from public.message_search s where %1$s order by s.at desc, s.message_id desc limit 20000) s%2$s
          where %3$s order by s.at desc, s.message_id desc limit %4$s)
      $sql$, v_after, v_join, v_where, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end if;
    execute format($sql$
      with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s limit %4$s)
      select array(select message_id from f order by at desc, message_id desc limit %5$s), (select count(*) from f)
    $sql$, v_join, v_where, v_after, v_few, p_need) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := coalesce((
      select b.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats b
      where b.schemaname = 'public' and b.tablename = 'message_search' and b.attname = 'at'), '{}');
    v_edge := case when p_after_at is not null then width_bucket(p_after_at, v_bounds) else cardinality(v_bounds) end;
    foreach v_part in array array[2, 16, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s and s.at >= %4$L)
        select array(select message_id from f order by at desc, message_id desc limit %5$s)
      $sql$, v_join, v_where, v_after, coalesce(v_bounds[v_edge - v_part], '-infinity'), p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  execute format($sql$
    with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s)
    select array(select message_id from f order by at desc, message_id desc offset %4$s limit %5$s)
  $sql$, v_join, v_where, v_after, p_skip, p_need) into ids;
end $function$;

CREATE OR REPLACE FUNCTION public.get_assignment_queues (
  p_teams text[] DEFAULT NULL::text[]
)
  RETURNS TABLE (
    channel              text,
    team                 text,
    waiting              bigint,
    urgent               bigint,
    high                 bigint,
    normal               bigint,
    low                  bigint,
    oldest_waiting_since timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select l.channel, l.team, sum(l.rows)::bigint, sum(l.urgent)::bigint, sum(l.high)::bigint, sum(l.normal)::bigint, sum(l.low)::bigint, min(o.waiting_since)
  from (
    select c.channel, c.team, c.lane, sum(c.rows) as rows, coalesce(sum(c.rows) filter (where c.priority = 'urgent'), 0) as urgent,
      coalesce(sum(c.rows) filter (where c.priority = 'high'), 0) as high, coalesce(sum(c.rows) filter (where c.priority = 'normal'), 0) as normal,
      coalesce(sum(c.rows) filter (where c.priority = 'low'), 0) as low
    from public.assignment_queue_counts c where p_teams is null or c.team = any (p_teams) group by 1, 2, 3 having sum(c.rows) > 0
  ) l
  left join lateral (select q.waiting_since from public.assignment_queue q where q.lane = l.lane order by q.waiting_since limit 1) o on true
  group by 1, 2 order by 1, 2 nulls last
$function$;

REVOKE ALL ON FUNCTION "public"."get_assignment_queues"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_dashboard (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_parts       text[],
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_teams       text[]                   DEFAULT NULL::text[]
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
declare
  v_answer jsonb := '{}';
  v_part   text;
begin
  foreach v_part in array p_parts loop
    v_answer := v_answer || jsonb_build_object(v_part, case v_part
      when 'totals' then (select to_jsonb(f) from public.get_chat_figures(p_start, p_end, 'all', p_provider_id, p_teams) f)
      when 'failures' then (select coalesce(jsonb_agg(f), '[]') from public.get_chat_failures(p_start, p_end, p_provider_id, p_teams) f)
      when 'providers' then (
        select coalesce(jsonb_agg(coalesce(to_jsonb(f), '{}') || jsonb_build_object('provider_id', p.id, 'name', p.name, 'slug', p.slug, 'kind', p.kind, 'business_number', p.business_number)
          order by coalesce(f.messages, 0) desc, p.name, p.id), '[]')
        from public.get_chat_figures(p_start, p_end, 'provider', p_provider_id, p_teams) f
        full join public.chat_providers p on p.id = f.provider_id
        where f.provider_id is not null or (p.deleted_at is null and (p_provider_id is null or p.id = p_provider_id)))
      else (
        select coalesce(jsonb_agg(f), '[]') from public.get_chat_figures(
          p_start, p_end, case v_part when 'days' then 'day' when 'teams' then 'team' when 'agents' then 'agent' end, p_provider_id, p_teams) f)
    end);
  end loop;
  return v_answer;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_failures (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_teams       text[]                   DEFAULT NULL::text[],
  p_limit       integer                  DEFAULT 20
)
  RETURNS TABLE (
    code  text,
    count bigint
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select case when f.place <= p_limit then f.code end, sum(f.count)::bigint
  from (
    select c.code, sum(c.count) as count, row_number() over (order by sum(c.count) desc, c.code collate "C") as place
    from public.chat_range_facts(p_start, p_end, false) c
    where c.figure = 'failed' and (p_provider_id is null or c.provider_id = p_provider_id) and (p_teams is null or c.team = any (p_teams))
    group by c.code
  ) f
  group by 1
  order by min(f.place)
$function$;

REVOKE ALL ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text[], integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_chat_figures (
  p_start       timestamp with time zone,
  p_end         timestamp with time zone,
  p_by          text                     DEFAULT 'all'::text,
  p_provider_id uuid                     DEFAULT NULL::uuid,
  p_teams       text[]                   DEFAULT NULL::text[]
)
  RETURNS TABLE (
    date               date,
    provider_id        uuid,
    team               text,
    agent_id           uuid,
    messages           bigint,
    inbound            bigint,
    outbound           bigint,
    by_agents          bigint,
    by_app             bigint,
    automatic          bigint,
    pending            bigint,
    sent               bigint,
    delivered          bigint,
    read               bigint,
    failed             bigint,
    cancelled          bigint,
    conversations      bigint,
    started            bigint,
    unanswered         bigint,
    answered           bigint,
    answered_5m        bigint,
    answered_15m       bigint,
    answered_1h        bigint,
    answered_4h        bigint,
    answered_24h       bigint,
    answered_later     bigint,
    response_seconds   bigint,
    resolved           bigint,
    resolution_seconds bigint
  )
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
declare
  v_zone  text := public.business_zone();
  v_first date := (p_start at time zone v_zone)::date;
  v_last  date := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
begin
  if p_by = 'day' and v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with counted as (
    select c.day, c.provider_id, c.team, c.agent_id, c.figure, c.count, c.seconds
    from public.chat_range_facts(p_start, p_end, p_by = 'day') c
    where (p_provider_id is null or c.provider_id = p_provider_id) and (p_teams is null or c.team = any (p_teams))
    union all
    select v_first + n, null, null, null, null, 0, 0 from generate_series(0, v_last - v_first) n where p_by = 'day' and p_start < p_end
    union all
    select null, null, null, null, null, 0, 0 where p_by = 'all'
  ), summed as (
    select case when p_by = 'day' then c.day end as day, case when p_by = 'provider' then c.provider_id end as provider_id,
      case when p_by = 'team' then c.team end as team, case when p_by = 'agent' then c.agent_id end as agent_id, c.figure,
      sum(c.count)::bigint as count, sum(c.seconds)::bigint as seconds
    from counted c group by 1, 2, 3, 4, 5
  ), figures as (
    select s.day, s.provider_id, s.team, s.agent_id,
      coalesce(sum(s.count) filter (where s.figure = 'inbound'), 0)::bigint as inbound,
      coalesce(sum(s.count) filter (where s.figure = 'agent'), 0)::bigint as by_agents,
      coalesce(sum(s.count) filter (where s.figure = 'external_app'), 0)::bigint as by_app,
      coalesce(sum(s.count) filter (where s.figure = 'automatic'), 0)::bigint as automatic,
      coalesce(sum(s.count) filter (where s.figure = 'pending'), 0)::bigint as pending,
      coalesce(sum(s.count) filter (where s.figure = 'sent'), 0)::bigint as sent,
      coalesce(sum(s.count) filter (where s.figure = 'delivered'), 0)::bigint as delivered,
      coalesce(sum(s.count) filter (where s.figure = 'read'), 0)::bigint as read,
      coalesce(sum(s.count) filter (where s.figure = 'failed'), 0)::bigint as failed,
      coalesce(sum(s.count) filter (where s.figure = 'cancelled'), 0)::bigint as cancelled,
      coalesce(sum(s.count) filter (where s.figure = 'started'), 0)::bigint as started,
      coalesce(sum(s.count) filter (where s.figure = 'unanswered'), 0)::bigint as unanswered,
      coalesce(sum(s.count) filter (where s.figure like 'answered%'), 0)::bigint as answered,
      coalesce(sum(s.count) filter (where s.figure = 'answered_5m'), 0)::bigint as answered_5m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_15m'), 0)::bigint as answered_15m,
      coalesce(sum(s.count) filter (where s.figure = 'answered_1h'), 0)::bigint as answered_1h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_4h'), 0)::bigint as answered_4h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_24h'), 0)::bigint as answered_24h,
      coalesce(sum(s.count) filter (where s.figure = 'answered_later'), 0)::bigint as answered_later,
      coalesce(sum(s.seconds) filter (where s.figure like 'answered%'), 0)::bigint as response_seconds,
      coalesce(sum(s.count) filter (where s.figure = 'resolved'), 0)::bigint as resolved,
      coalesce(sum(s.seconds) filter (where s.figure = 'resolved'), 0)::bigint as resolution_seconds
    from summed s group by 1, 2, 3, 4
  )
  select f.day, f.provider_id, f.team, f.agent_id,
    f.inbound + f.by_agents + f.by_app + f.automatic, f.inbound, f.by_agents + f.by_app + f.automatic, f.by_agents, f.by_app, f.automatic,
    f.pending, f.sent, f.delivered, f.read, f.failed, f.cancelled,
    f.started + f.unanswered + f.answered, f.started, f.unanswered, f.answered, f.answered_5m, f.answered_15m, f.answered_1h, f.answered_4h,
    f.answered_24h, f.answered_later, f.response_seconds, f.resolved, f.resolution_seconds
  from figures f
  order by f.day, p_by = 'agent' and f.agent_id is null, f.inbound + f.by_agents + f.by_app + f.automatic desc, f.team collate "C" nulls last, f.provider_id, f.agent_id nulls last;
end $function$;

REVOKE ALL ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_user_permissions (
  p_user_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'roles', coalesce((
      select jsonb_agg(distinct r.name order by r.name)
      from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id), '[]'),
    'full_access', exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id and ur.scope is null and r.full_access),
    'modules', coalesce((
      select jsonb_object_agg(module_key, actions)
      from (
        select rm.module_key, array_remove(array[
          case when bool_or(rm.can_view) then 'view' end,
          case when bool_or(rm.can_create) then 'create' end,
          case when bool_or(rm.can_edit) then 'edit' end,
          case when bool_or(rm.can_delete) then 'delete' end], null) as actions
        from public.user_roles ur join public.role_modules rm on rm.role_id = ur.role_id
        where ur.user_id = p_user_id and ur.scope is null
        group by rm.module_key
      ) granted), '{}'),
    'scoped', coalesce((
      select jsonb_object_agg(module, actions)
      from (
        select w.module, jsonb_object_agg(w.action, w.scopes) as actions
        from (
          select s.module, s.action, jsonb_agg(s.scope order by s.scope) as scopes
          from public.scoped_rights(p_user_id) s group by s.module, s.action
        ) w
        group by w.module
      ) within), '{}')
  )
$function$;

CREATE OR REPLACE FUNCTION public.has_permission (
  p_module text,
  p_action text
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select exists (
    select 1
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
    where ur.user_id = (select auth.uid())
      and ur.scope is null
      and public.is_active_user(ur.user_id)
      and (r.full_access or case p_action
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end)
  )
$function$;

CREATE OR REPLACE FUNCTION public.keep_last_admin()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if old.scope is null and exists (select 1 from public.roles where id = old.role_id and full_access) then
    perform pg_advisory_xact_lock(hashtext('public.keep_last_admin'));
    if not exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where r.full_access and ur.scope is null and ur.id <> old.id and public.is_active_user(ur.user_id)
    ) then
      raise exception 'last_admin' using errcode = 'P0409';
    end if;
  end if;
  return old;
end $function$;

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130011629' $function$;

CREATE OR REPLACE FUNCTION public.permitted_scopes (
  p_module text,
  p_action text
)
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select s.scope from public.scoped_rights((select auth.uid())) s
  where s.module = p_module and s.action = p_action and public.is_active_user((select auth.uid()))
$function$;

REVOKE ALL ON FUNCTION "public"."permitted_scopes"(text, text) FROM PUBLIC, "anon";

CREATE OR REPLACE FUNCTION public.publish_table (
  p_table  regclass,
  module   text     DEFAULT NULL::text,
  policy   text     DEFAULT NULL::text,
  activity text     DEFAULT NULL::text,
  classes  text     DEFAULT ''::text,
  service  text     DEFAULT 'all'::text,
  scopes   text     DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_name      text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_sequence  regclass;
  v_permitted text := format('(select public.has_permission(%L, %L))', module, 'view') || coalesce(
    ' or ' || regexp_replace(scopes, '\mr\.', quote_ident(v_name) || '.', 'g') || format(' && array(select public.permitted_scopes(%L, %L))', module, 'view'), '');
  v_condition text := case when module is null then policy when policy is null then v_permitted else format('(%s) and (%s)', policy, v_permitted) end;
begin
  execute format('alter table %s enable row level security', p_table);
  -- A project gives them everything on what is made: beside writing also to look at it by triggers, to refer to it, to count in its sequences.
  execute format('revoke all on %s from anon, authenticated', p_table);
  for v_sequence in
    select d.objid::regclass from pg_catalog.pg_depend d
    join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = p_table and d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('revoke all on sequence %s from anon, authenticated', v_sequence);
  end loop;
  if module is not null or policy is not null then
    execute format('create policy %I on %s for select to authenticated using (%s)', v_name || '_view', p_table, v_condition);
    execute format('grant select on %s to authenticated', p_table);
  elsif coalesce(pg_catalog.obj_description(p_table, 'pg_class'), '') !~ 'access: service only' then
    raise exception 'Nobody could read %: give it a module or a policy, or let its comment say "access: service only".', p_table;
  end if;
  if service <> 'all' then
    execute format('revoke all on %s from service_role', p_table);
  end if;
  if service not in ('all', 'nothing') then
    execute format('grant %s on %s to service_role', service, p_table);
  end if;
  if activity is not null then
    execute format('create trigger %I after insert or update or delete on %s for each row execute function public.record_activity(%s)',
      v_name || '_activity', p_table,
      (select string_agg(quote_literal(k.name), ', ' order by k.n) from regexp_split_to_table(activity, '\s*,\s*') with ordinality k (name, n)));
  end if;
  perform public.classify_columns(p_table, classes);
end $function$;

REVOKE ALL ON FUNCTION "public"."publish_table"(regclass, text, text, text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.scoped_rights (
  p_user_id uuid
)
  RETURNS TABLE (
    module text,
    action text,
    scope  text
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select distinct m.key, a.action, ur.scope
  from public.user_roles ur
  join public.roles r on r.id = ur.role_id
  cross join public.modules m
  left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
  cross join lateral (values
    ('view', rm.can_view), ('create', rm.can_create), ('edit', rm.can_edit), ('delete', rm.can_delete)) as a (action, given)
  where ur.user_id = p_user_id and ur.scope is not null and (r.full_access or a.given)
$function$;

REVOKE ALL ON FUNCTION "public"."scoped_rights"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.unassign_role (
  p_id       uuid,
  p_actor_id uuid
)
  RETURNS SETOF public.user_roles
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_assignment public.user_roles;
begin
  perform public.lock_roles();
  select * into v_assignment from public.user_roles where id = p_id;
  if not found then
    raise exception 'user_role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(v_assignment.role_id), v_assignment.scope);
  delete from public.user_roles where id = p_id;
  return next v_assignment;
end $function$;

CREATE OR REPLACE FUNCTION public.viewable_modules()
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select m.key
  from public.modules m
  where public.is_active_user((select auth.uid())) and exists (
    select from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
    where ur.user_id = (select auth.uid()) and ur.scope is null and (r.full_access or rm.can_view))
$function$;

CREATE OR REPLACE FUNCTION public.viewable_scopes()
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select s.module || '/' || s.scope from public.scoped_rights((select auth.uid())) s
  where s.action = 'view' and public.is_active_user((select auth.uid()))
$function$;

REVOKE ALL ON FUNCTION "public"."viewable_scopes"() FROM PUBLIC, "anon";

ALTER TABLE "public"."user_roles"
  ADD CONSTRAINT "user_roles_scope_check" CHECK ((scope ~ '^[a-z]+:.'::text));

ALTER TABLE "public"."user_roles"
  ADD CONSTRAINT "user_roles_user_id_role_id_scope_key" UNIQUE NULLS NOT DISTINCT (user_id, role_id, scope);

CREATE POLICY "agent_presence_view" ON "public"."agent_presence"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('agents'::text, 'view'::text) AS has_permission) OR (public.agent_scopes(agent_id) && ARRAY( SELECT public.permitted_scopes('agents'::text,
    'view'::text) AS permitted_scopes))));

CREATE POLICY "agents_view" ON "public"."agents"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT (EXISTS ( SELECT
           FROM public.viewable_modules() viewable_modules(viewable_modules))) AS "exists") OR
             (public.agent_scopes(id) && ARRAY( SELECT public.permitted_scopes('agents'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "assignment_queue_view" ON "public"."assignment_queue"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('assignments'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('assignments'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "change_feed_view" ON "public"."change_feed"
  FOR SELECT
  TO "authenticated"
  USING (((seq IS
    NOT NULL) AND ((user_id IS NULL) OR (user_id = ( SELECT auth.uid() AS uid))) AND
    (((NOT scoped_only) AND (module = ANY (ARRAY( SELECT public.viewable_modules() AS viewable_modules)))) OR (EXISTS ( SELECT
   FROM unnest(change_feed.scopes) s(s)
  WHERE (((change_feed.module || '/'::text) || s.s) = ANY (ARRAY( SELECT public.viewable_scopes() AS viewable_scopes))))) OR ((user_id IS
    NOT NULL) AND (module = ANY (ARRAY( SELECT split_part(s.s, '/'::text, 1) AS split_part
   FROM public.viewable_scopes() s(s))))))));

CREATE POLICY "chat_triages_view" ON "public"."chat_triages"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || c.team)
   FROM public.conversations c
  WHERE (c.id = chat_triages.conversation_id)) && ARRAY( SELECT public.permitted_scopes('chats'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "conversation_notes_view" ON "public"."conversation_notes"
  FOR SELECT
  TO "authenticated"
  USING (((deleted_at IS NULL) AND (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || c.team)
   FROM public.conversations c
  WHERE (c.id = conversation_notes.conversation_id)) && ARRAY( SELECT public.permitted_scopes('chats'::text, 'view'::text) AS permitted_scopes)))));

CREATE POLICY "conversations_view" ON "public"."conversations"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT public.permitted_scopes('chats'::text,
    'view'::text) AS permitted_scopes))));

CREATE POLICY "email_attachments_view" ON "public"."email_attachments"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.emails e
  WHERE (e.id = email_attachments.email_id))));

CREATE POLICY "email_threads_view" ON "public"."email_threads"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('emails'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT public.permitted_scopes('emails'::text,
    'view'::text) AS permitted_scopes))));

CREATE POLICY "email_triages_view" ON "public"."email_triages"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.emails e
  WHERE (e.id = email_triages.email_id))));

CREATE POLICY "emails_view" ON "public"."emails"
  FOR SELECT
  TO "authenticated"
  USING
    (((deleted_at IS NULL) AND (( SELECT public.has_permission('emails'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('emails'::text, 'view'::text) AS permitted_scopes)))));

CREATE POLICY "message_media_view" ON "public"."message_media"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || c.team)
   FROM (public.messages m
     JOIN public.conversations c ON ((c.id = m.conversation_id)))
  WHERE (m.id = message_media.message_id)) && ARRAY( SELECT public.permitted_scopes('chats'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "messages_view" ON "public"."messages"
  FOR SELECT
  TO "authenticated"
  USING ((( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission) OR (ARRAY( SELECT ('team:'::text || c.team)
   FROM public.conversations c
  WHERE (c.id = messages.conversation_id)) && ARRAY( SELECT public.permitted_scopes('chats'::text, 'view'::text) AS permitted_scopes))));

CREATE POLICY "query_assignments_view" ON "public"."query_assignments"
  FOR SELECT
  TO "authenticated"
  USING
    ((( SELECT public.has_permission('assignments'::text, 'view'::text) AS has_permission) OR (ARRAY[('team:'::text || team)] && ARRAY( SELECT
    public.permitted_scopes('assignments'::text, 'view'::text) AS permitted_scopes))));

COMMENT ON COLUMN "public"."change_feed"."scoped_only" IS 'The thing has left these scopes: only who sees no more than they hold is told, that it is gone. class: none';

COMMENT ON COLUMN "public"."change_feed"."scopes" IS 'Who may view the module in one of these scopes alone sees the event too. class: none';

COMMENT ON COLUMN "public"."user_roles"."scope" IS 'Where the role counts, as check_scope() knows it: team:billing. Null: in the whole organisation. class: none';

GRANT EXECUTE ON FUNCTION "public"."agent_scopes"(uuid) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."agent_scopes"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_scopes"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."agent_scopes"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."assign_role"(uuid, uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_role"(uuid, uuid, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."assign_role"(uuid, uuid, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."check_rights_held"(uuid, text[], text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_rights_held"(uuid, text[], text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_rights_held"(uuid, text[], text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."check_scope"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_scope"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_scope"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_conversations"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_conversations"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_assignment_queues"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_queues"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_assignment_queues"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_dashboard"(timestamp WITH time zone, timestamp WITH time zone, text[], uuid, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_failures"(timestamp WITH time zone, timestamp WITH time zone, uuid, text[], integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_chat_figures"(timestamp WITH time zone, timestamp WITH time zone, text, uuid, text[]) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."permitted_scopes"(text, text) TO "authenticated";

REVOKE ALL ON FUNCTION "public"."permitted_scopes"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."permitted_scopes"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."permitted_scopes"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."publish_table"(regclass, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_table"(regclass, text, text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."scoped_rights"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."scoped_rights"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."scoped_rights"(uuid) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."viewable_scopes"() TO "authenticated";

REVOKE ALL ON FUNCTION "public"."viewable_scopes"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."viewable_scopes"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."viewable_scopes"() TO "service_role";
