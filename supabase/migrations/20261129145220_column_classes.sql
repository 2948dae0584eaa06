set check_function_bodies = off;

REVOKE ALL ON FUNCTION "public"."next_number"(text, regclass) FROM "anon";

REVOKE ALL ON FUNCTION "public"."next_number"(text, regclass) FROM "authenticated";

DROP POLICY "people who may see calls" ON "public"."call_attempts";

DROP POLICY "people who may see calls" ON "public"."kaleyra_call_logs";

DROP POLICY "people who may see calls" ON "public"."kaleyra_calls";

DROP POLICY "people who may see calls" ON "public"."kaleyra_sync_runs";

CREATE OR REPLACE FUNCTION public.classify_columns (
  p_table   regclass,
  p_classes text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_given  jsonb := '{}';
  v_entry  record;
  v_column record;
begin
  for v_entry in
    select btrim(split_part(line, ':', 1)) as class, btrim(name) as name
    from regexp_split_to_table(p_classes, '[;\n]') line, regexp_split_to_table(split_part(line, ':', 2), ',') name
    where btrim(line) <> ''
  loop
    if v_entry.class not in ('none', 'personal', 'secret') then
      raise exception '%: there is no class %.', p_table, v_entry.class;
    elsif v_given ? v_entry.name then
      raise exception '%: column % has two classes.', p_table, v_entry.name;
    end if;
    v_given := v_given || jsonb_build_object(v_entry.name, v_entry.class);
  end loop;
  for v_column in
    select a.attname as name, pg_catalog.col_description(p_table, a.attnum) as words
    from pg_catalog.pg_attribute a where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped order by a.attnum
  loop
    if not v_given ? v_column.name then
      raise exception '%: column % has no class.', p_table, v_column.name;
    end if;
    execute format('comment on column %s.%I is %L', p_table, v_column.name,
      concat_ws(' ', nullif(regexp_replace(v_column.words, '\s*class: \w+$', ''), ''), 'class: ' || (v_given ->> v_column.name)));
    v_given := v_given - v_column.name::text;
  end loop;
  if v_given <> '{}' then
    raise exception '%: there is no column %.', p_table, (select string_agg(name, ', ') from jsonb_object_keys(v_given) name);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."classify_columns"(regclass, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.grant_to_service (
  p_name text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = p_name order by p.oid
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
  if not found then
    raise exception 'There is no function %.', p_name;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."grant_to_service"(text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.publish_table (
  p_table  regclass,
  module   text     DEFAULT NULL::text,
  policy   text     DEFAULT NULL::text,
  activity text     DEFAULT NULL::text,
  classes  text     DEFAULT ''::text,
  revokes  text     DEFAULT 'all'::text,
  service  text     DEFAULT 'all'::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_name      text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_condition text := coalesce(policy, format('(select public.has_permission(%L, %L))', module, 'view'));
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('revoke %s on %s from anon, authenticated', revokes, p_table);
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

CREATE VIEW "public"."column_classes" WITH (security_invoker=true) AS  SELECT (c.relname)::text AS table_name,
    (a.attname)::text AS column_name,
    "substring"(col_description(c.oid, (a.attnum)::integer), 'class: (\w+)$'::text) AS class
   FROM (pg_class c
     JOIN pg_attribute a ON (((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))))
  WHERE ((c.relnamespace = ('public'::regnamespace)::oid) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])));

REVOKE ALL ON TABLE "public"."column_classes" FROM "anon", "authenticated";

CREATE POLICY "call_attempts_view" ON "public"."call_attempts"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calls'::text, 'view'::text) AS has_permission));

CREATE POLICY "kaleyra_call_logs_view" ON "public"."kaleyra_call_logs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calls'::text, 'view'::text) AS has_permission));

CREATE POLICY "kaleyra_calls_view" ON "public"."kaleyra_calls"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calls'::text, 'view'::text) AS has_permission));

CREATE POLICY "kaleyra_sync_runs_view" ON "public"."kaleyra_sync_runs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('calls'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."activity_log"."action" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."actor_id" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."actor_kind" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."after" IS 'class: personal';

COMMENT ON COLUMN "public"."activity_log"."at" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."before" IS 'class: personal';

COMMENT ON COLUMN "public"."activity_log"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."id" IS 'class: none';

COMMENT ON COLUMN "public"."activity_log"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."activity_log"."request_id" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."id" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."agents"."name" IS 'class: personal';

COMMENT ON COLUMN "public"."agents"."phone_number" IS 'As the telephone provider prints it; names the agent in call figures. class: personal';

COMMENT ON COLUMN "public"."agents"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_secrets"."api_key_id" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_secrets"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_secrets"."key_hash" IS 'class: secret';

COMMENT ON COLUMN "public"."api_key_secrets"."valid_until" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_usage"."api_key_id" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_usage"."used" IS 'class: none';

COMMENT ON COLUMN "public"."api_key_usage"."window_ends_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."created_by" IS 'Who made it; a user, so without a reference that would delete the key with him. class: none';

COMMENT ON COLUMN "public"."api_keys"."expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."id" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."last_used_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."name" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."prefix" IS 'How the key begins, for people to recognise it. class: none';

COMMENT ON COLUMN "public"."api_keys"."rate_limit_per_hour" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."revoked_at" IS 'class: none';

COMMENT ON COLUMN "public"."api_keys"."scopes" IS '<module>:<action> or <module>:*; what the key may do, whoever made it. class: none';

COMMENT ON COLUMN "public"."api_keys"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."agent_number" IS 'class: personal';

COMMENT ON COLUMN "public"."call_attempts"."billsec" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."call_log_id" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."caller_id" IS 'class: personal';

COMMENT ON COLUMN "public"."call_attempts"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."customer_number" IS 'class: personal';

COMMENT ON COLUMN "public"."call_attempts"."duration" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."ended_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."call_attempts"."has_recording" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."log_synced_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."reports" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."send_after" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."state" IS 'Of the send: sent when the provider took it, delivered when both sides talked, failed when not, unknown while nobody knows. class: none';

COMMENT ON COLUMN "public"."call_attempts"."status" IS 'The provider''s words, from the report that says most; outcome is the same in ours. Both follow from send_events, in whatever order those came. class: none';

COMMENT ON COLUMN "public"."call_attempts"."status1" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."status2" IS 'class: none';

COMMENT ON COLUMN "public"."call_attempts"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."at" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."event" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."id" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."module" IS 'Who may view this module may see the event. class: none';

COMMENT ON COLUMN "public"."change_feed"."namespace" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed"."payload" IS 'class: personal';

COMMENT ON COLUMN "public"."change_feed"."seq" IS 'Place in the feed: dense, ascending, given after the commit by number_changes(). Null until then. class: none';

COMMENT ON COLUMN "public"."change_feed"."user_id" IS 'When set, nobody but this user sees the event, and only with the permission. class: none';

COMMENT ON COLUMN "public"."change_feed_position"."last_seq" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed_position"."only_row" IS 'class: none';

COMMENT ON COLUMN "public"."change_feed_position"."pruned_seq" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."attempts" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."entity" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."error" IS 'class: personal';

COMMENT ON COLUMN "public"."change_reaction_failures"."event" IS 'class: personal';

COMMENT ON COLUMN "public"."change_reaction_failures"."id" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."name" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."next_attempt_at" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."seq" IS 'class: none';

COMMENT ON COLUMN "public"."change_reaction_failures"."state" IS 'retry: tried again at next_attempt_at; parked: given up until someone decides; waiting: behind an earlier one of the same thing. class: none';

COMMENT ON COLUMN "public"."change_reactions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."change_reactions"."last_seq" IS 'class: none';

COMMENT ON COLUMN "public"."change_reactions"."name" IS 'class: none';

COMMENT ON COLUMN "public"."change_reactions"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."cron_ticks"."name" IS 'class: none';

COMMENT ON COLUMN "public"."cron_ticks"."tick_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."source" IS 'class: none';

COMMENT ON COLUMN "public"."customer_identities"."value" IS 'Normalised: an e-mail address in lower case. class: personal';

COMMENT ON COLUMN "public"."customers"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."id" IS 'class: none';

COMMENT ON COLUMN "public"."customers"."name" IS 'class: personal';

COMMENT ON COLUMN "public"."customers"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."content_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."content_type" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."filename" IS 'class: personal';

COMMENT ON COLUMN "public"."email_attachments"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."is_inline" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."note" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."position" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."size" IS 'class: none';

COMMENT ON COLUMN "public"."email_attachments"."state" IS 'stored; missing: it should be there and is not; refused: beyond a limit. note says more. class: none';

COMMENT ON COLUMN "public"."email_bulk_items"."bulk_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulk_items"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulk_items"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulk_items"."position" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulk_items"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."change" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."changed" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."failed" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."filter" IS 'class: personal';

COMMENT ON COLUMN "public"."email_bulks"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."matched" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."skipped" IS 'class: none';

COMMENT ON COLUMN "public"."email_bulks"."state" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."is_read" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."key" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."status" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_counters"."team" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."category" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."has_attachments" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."is_read" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."key" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."language" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."send_state" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."sentiment" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."status" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."team" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."triage_state" IS 'class: none';

COMMENT ON COLUMN "public"."email_detail_counters"."unassigned" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."answers_email_id" IS 'The e-mail it answers; null for a new one. class: none';

COMMENT ON COLUMN "public"."email_drafts"."attachment_ids" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."bcc_recipients" IS 'class: personal';

COMMENT ON COLUMN "public"."email_drafts"."body_html" IS 'class: personal';

COMMENT ON COLUMN "public"."email_drafts"."body_text" IS 'class: personal';

COMMENT ON COLUMN "public"."email_drafts"."cc_recipients" IS 'class: personal';

COMMENT ON COLUMN "public"."email_drafts"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."include_quote" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."reply_all" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."sent_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."sent_email_id" IS 'What became of it: sending the same draft again sends nothing. class: none';

COMMENT ON COLUMN "public"."email_drafts"."set_status" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."subject" IS 'class: personal';

COMMENT ON COLUMN "public"."email_drafts"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."to_recipients" IS '[{"email", "name"}]; null: whoever the answered e-mail says. class: personal';

COMMENT ON COLUMN "public"."email_drafts"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."use_signature" IS 'class: none';

COMMENT ON COLUMN "public"."email_drafts"."version" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."auto_replies" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."bounces" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."bucket" IS 'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day) on which it was received. class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."closed" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."emails" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."inbound" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."lists" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."loops" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."messages" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."open" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."outbound" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."pending" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."resolved" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."spam" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_mailbox_rollups"."unread" IS 'Received and not read yet. What we sent is never unread. class: none';

COMMENT ON COLUMN "public"."email_rollup_changes"."facts" IS 'Null: so many that all is worked out anew. class: personal';

COMMENT ON COLUMN "public"."email_rollup_changes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_rollup_changes"."tx" IS 'class: none';

COMMENT ON COLUMN "public"."email_rollup_changes"."zone" IS 'class: none';

COMMENT ON COLUMN "public"."email_search"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_search"."received_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_search"."words" IS 'Subject, people and what was written, without positions; addresses whole, too. Long texts count with their beginning, so that it always fits. class: personal';

COMMENT ON COLUMN "public"."email_sender_rollups"."bucket" IS 'class: none';

COMMENT ON COLUMN "public"."email_sender_rollups"."emails" IS 'class: none';

COMMENT ON COLUMN "public"."email_sender_rollups"."from_email" IS 'class: personal';

COMMENT ON COLUMN "public"."email_sender_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."email_sender_rollups"."scope" IS 'The mailbox; 00000000-0000-0000-0000-000000000000: all mailboxes. class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."bucket" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."emails" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."inbound" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."outbound" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."team" IS 'Null: nobody''s. class: none';

COMMENT ON COLUMN "public"."email_team_rollups"."unread" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."key" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."status" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."team" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."unassigned" IS 'class: none';

COMMENT ON COLUMN "public"."email_thread_counters"."unread" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."first_message_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."gmail_thread_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."inbound_count" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."last_direction" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."last_inbound_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."last_message_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."last_outbound_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."message_count" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."participants" IS 'Lower-case addresses of the other side: whoever wrote, or was written to, but our own. class: personal';

COMMENT ON COLUMN "public"."email_threads"."possible_duplicate_of" IS 'A thread that its references named but whose people are others; possible_duplicate_reason says more. class: none';

COMMENT ON COLUMN "public"."email_threads"."possible_duplicate_reason" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."snippet" IS 'class: personal';

COMMENT ON COLUMN "public"."email_threads"."status" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."subject" IS 'class: personal';

COMMENT ON COLUMN "public"."email_threads"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."team" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."unread_count" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_threads"."version" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."adapter" IS 'What made the result. With state failed or blocked that is rules: the model named in model gave none, error_* tell why. class: none';

COMMENT ON COLUMN "public"."email_triages"."applied" IS 'Columns of the e-mail that got a value of the result; missing are those that a person had set, and team and priority when the thread had them already. class: none';

COMMENT ON COLUMN "public"."email_triages"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."email_triages"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."model" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."ms" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."prompt_version" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."reason" IS 'class: personal';

COMMENT ON COLUMN "public"."email_triages"."request_key" IS 'Prompt version and model of a triage that happens by itself; null when a person asked. class: none';

COMMENT ON COLUMN "public"."email_triages"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."result" IS 'class: personal';

COMMENT ON COLUMN "public"."email_triages"."state" IS 'class: none';

COMMENT ON COLUMN "public"."email_triages"."tokens" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."content_type" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."filename" IS 'class: personal';

COMMENT ON COLUMN "public"."email_uploads"."id" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."size" IS 'class: none';

COMMENT ON COLUMN "public"."email_uploads"."used_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."attachment_count" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."bcc_recipients" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."body_html" IS 'Cleaned: no script, no remote content that loads by itself. class: personal';

COMMENT ON COLUMN "public"."emails"."body_text" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."category" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."cc_recipients" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."direction" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."forward_of" IS 'The e-mail that this one passes on to others, in a thread of its own. class: none';

COMMENT ON COLUMN "public"."emails"."from_email" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."from_name" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."has_attachments" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."human_fields" IS 'Columns that a person has set: no triage changes them any more. class: none';

COMMENT ON COLUMN "public"."emails"."id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."in_reply_to" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."is_read" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."kind" IS 'What wrote it: message a person; auto_reply, bounce, list, loop are never answered automatically. kind_reason names the header that says so. class: none';

COMMENT ON COLUMN "public"."emails"."kind_reason" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."language" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."mailbox_message_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."message_id" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."new_text" IS 'What the writer added, without quoted_text. class: personal';

COMMENT ON COLUMN "public"."emails"."notes" IS 'What was left out or repaired, for the reader: [{"code", "message"}]. class: personal';

COMMENT ON COLUMN "public"."emails"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."quoted_text" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."received_at" IS 'When the server got it (INTERNALDATE); for what we send, when it was queued. The Date header, which its sender may choose, is sent_at. class: none';

COMMENT ON COLUMN "public"."emails"."reference_ids" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."reply_to" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."resend_of" IS 'The failed e-mail that this one repeats, under a Message-ID of its own. class: none';

COMMENT ON COLUMN "public"."emails"."send_after" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."send_error_code" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."send_error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."send_state" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."sent_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."sentiment" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."size" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."snippet" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."status" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."subject" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."suggested_reply" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."summary" IS 'class: personal';

COMMENT ON COLUMN "public"."emails"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."team" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."thread_id" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."thread_reason" IS 'Why it is in its thread: new, forward, reply, reference, gmail_thread, ticket; new with the reason when a reference was not believed. class: none';

COMMENT ON COLUMN "public"."emails"."to_recipients" IS '[{"email", "name"}], as reply_to, cc_recipients and bcc_recipients. class: personal';

COMMENT ON COLUMN "public"."emails"."triage_state" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."triaged_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."emails"."version" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."alive_at" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."attempt" IS 'Grows when a request that died is taken over; who comes late with an older number changes nothing. class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."body" IS 'Null in state done: an answer that is shown once. class: personal';

COMMENT ON COLUMN "public"."idempotency_keys"."caller_id" IS 'User or API key. class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."fingerprint" IS 'SHA-256 of query and body. class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."headers" IS 'class: personal';

COMMENT ON COLUMN "public"."idempotency_keys"."idempotency_key" IS 'class: personal';

COMMENT ON COLUMN "public"."idempotency_keys"."method" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."path" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."state" IS 'class: none';

COMMENT ON COLUMN "public"."idempotency_keys"."status" IS 'class: none';

COMMENT ON COLUMN "public"."job_workers"."lock_key" IS 'class: none';

COMMENT ON COLUMN "public"."job_workers"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."job_workers"."worker_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."agent_number" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."bucket" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."calls_answered" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."connected_calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."connected_talk_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."customer_calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."customer_calls_answered" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."missed_calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."total_calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_rollups"."total_talk_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_status_rollups"."agent_number" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_agent_status_rollups"."bucket" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_status_rollups"."calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_agent_status_rollups"."status" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."agent_number" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."billsec" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."call_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."caller_id" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."callfrom" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."callto" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."credits" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."custom" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."duration" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."end_time" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."location" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."notes" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."parent_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."provider" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."raw" IS 'The provider''s row. Its recording is replaced by ''sha256:<hex>'': a changed address still shows as a change, the address itself does not. class: personal';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."recording" IS 'Our own link, /calls/recordings/<id>, or empty. The provider''s address is in kaleyra_call_recordings. class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."service" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."start_time" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."status" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."synced_at" IS 'When this row was last written; a sync that finds it unchanged leaves it alone. class: none';

COMMENT ON COLUMN "public"."kaleyra_call_logs"."uniqid" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_recordings"."call_log_id" IS 'A row of kaleyra_call_logs, whose trigger removes this one with it. Not a foreign key: its check would lock each leg once more. class: none';

COMMENT ON COLUMN "public"."kaleyra_call_recordings"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_call_recordings"."url" IS 'class: secret';

COMMENT ON COLUMN "public"."kaleyra_calls"."agent_numbers" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_calls"."answered_agent_numbers" IS 'class: personal';

COMMENT ON COLUMN "public"."kaleyra_calls"."call_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."leg_count" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."outcome" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."service" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."start_time" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_calls"."talk_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_reconcile_rows"."entry" IS 'class: secret';

COMMENT ON COLUMN "public"."kaleyra_reconcile_rows"."id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_reconcile_rows"."run_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."bucket" IS 'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day), so a call is counted on its local date whatever the clock did that night. class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."customer_calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."customer_calls_answered" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."customer_calls_missed" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."customer_calls_not_forwarded" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_service_rollups"."service" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_settings"."answered_statuses" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_settings"."connected_statuses" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_settings"."is_current" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_settings"."missed_statuses" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_settings"."timezone" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_status_rollups"."bucket" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_status_rollups"."calls" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_status_rollups"."grain" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_status_rollups"."service" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_status_rollups"."status" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."fault" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."page" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."raw" IS 'class: secret';

COMMENT ON COLUMN "public"."kaleyra_sync_rejects"."run_id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."from_date" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."heartbeat_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."id" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."inserted" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."next_date" IS 'With next_page, where an interrupted run goes on. class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."next_page" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."pages" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."rejected" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."state" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."synced" IS 'Rows received that are now stored, written or already equal. class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."to_date" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."trigger" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."unchanged" IS 'class: none';

COMMENT ON COLUMN "public"."kaleyra_sync_runs"."updated" IS 'class: none';

COMMENT ON COLUMN "public"."login_attempts"."blocked_until" IS 'class: none';

COMMENT ON COLUMN "public"."login_attempts"."failures" IS 'class: none';

COMMENT ON COLUMN "public"."login_attempts"."forget_at" IS 'class: none';

COMMENT ON COLUMN "public"."login_attempts"."subject" IS 'class: personal';

COMMENT ON COLUMN "public"."mailbox_folders"."highest_modseq" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."last_sync_at" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."last_uid" IS 'All messages up to this UID are stored. class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."path" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."role" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_folders"."uid_validity" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."attempts" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."email_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."mailbox_messages"."flags" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."folder_role" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."gmail_message_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."gmail_thread_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."identity" IS 'gm:<X-GM-MSGID> where offered; otherwise mid:<hash of Message-ID, From and Date>; without a Message-ID raw:<hash of the message without its trace headers>. class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."labels" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."notes" IS 'What was left out and why, such as a message beyond the size limit: [{"code", "message"}]. class: personal';

COMMENT ON COLUMN "public"."mailbox_messages"."parsed_at" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."raw_sha256" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."raw_size" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."received_at" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."state" IS 'stored: raw is safe; parsed: email_id is the e-mail; parked: it could not be read, error_* tell why. class: none';

COMMENT ON COLUMN "public"."mailbox_messages"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_places"."folder" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_places"."mailbox_message_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_places"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_places"."uid" IS 'class: none';

COMMENT ON COLUMN "public"."mailbox_places"."uid_validity" IS 'class: none';

COMMENT ON COLUMN "public"."modules"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."modules"."description" IS 'class: none';

COMMENT ON COLUMN "public"."modules"."key" IS 'class: none';

COMMENT ON COLUMN "public"."modules"."name" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."notifications"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."dedupe_key" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."id" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."module" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."read_at" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."title" IS 'class: personal';

COMMENT ON COLUMN "public"."notifications"."type" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."user_id" IS 'Null: everyone who may view the module. class: none';

COMMENT ON COLUMN "public"."refund_products"."amount_minor" IS 'Of the whole line, in the smallest unit of the refund''s currency. class: none';

COMMENT ON COLUMN "public"."refund_products"."id" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."name" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."position" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."product_id" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."quantity" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."refund_id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."amount_minor" IS 'In the smallest unit of the currency: paise, cents. class: none';

COMMENT ON COLUMN "public"."refunds"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."number" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."order_number" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."reason" IS 'class: personal';

COMMENT ON COLUMN "public"."refunds"."reason_code" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."status" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."version" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."can_create" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."can_delete" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."can_edit" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."can_view" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."module_key" IS 'class: none';

COMMENT ON COLUMN "public"."role_modules"."role_id" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."description" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."full_access" IS 'Everything is allowed, in modules that come later too. class: none';

COMMENT ON COLUMN "public"."roles"."id" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."is_system" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."name" IS 'class: none';

COMMENT ON COLUMN "public"."roles"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."at" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."dedupe_key" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."detail" IS 'class: personal';

COMMENT ON COLUMN "public"."send_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."send_events"."state" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."attempts" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."sends"."id" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."payload" IS 'class: secret';

COMMENT ON COLUMN "public"."sends"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."send_after" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."sending_at" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."sent_at" IS 'class: none';

COMMENT ON COLUMN "public"."sends"."state" IS 'queued, sending, sent, delivered, read; unknown: it left and nobody knows whether it arrived, never sent again, settled by what the provider reports; failed; cancelled. class: none';

COMMENT ON COLUMN "public"."sends"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."stored_files"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."stored_files"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."stored_files"."size" IS 'class: none';

COMMENT ON COLUMN "public"."support_email_secrets"."refreshing_until" IS 'Some node asks for a token until then; the others wait and use what it has stored. class: none';

COMMENT ON COLUMN "public"."support_email_secrets"."sealed" IS 'class: secret';

COMMENT ON COLUMN "public"."support_email_secrets"."support_email_id" IS 'class: none';

COMMENT ON COLUMN "public"."support_email_secrets"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."auth_failures" IS 'Sign-ins refused in a row. Three, and nobody tries again until the credentials are changed. class: none';

COMMENT ON COLUMN "public"."support_emails"."auth_kind" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."backfill_days" IS 'How far back the first sync goes. class: none';

COMMENT ON COLUMN "public"."support_emails"."capabilities" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."display_name" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."email_address" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."failures" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."folders" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."has_credentials" IS 'Whether support_email_secrets has a row. class: none';

COMMENT ON COLUMN "public"."support_emails"."id" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."imap_host" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."imap_port" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."imap_security" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."is_watched" IS 'Whether it is to be watched; state tells what is the case. class: none';

COMMENT ON COLUMN "public"."support_emails"."last_error_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."last_error_code" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."last_error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."last_message_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."last_sync_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."next_attempt_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."provider" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."push_expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."push_history_id" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."reads_sent" IS 'Also reads the Sent folder, for replies that were written elsewhere. class: none';

COMMENT ON COLUMN "public"."support_emails"."sent_copy" IS 'Who files a copy of what we send: server (it does so itself), append (we do), auto (server for Gmail, otherwise append unless the server was seen to do it). class: none';

COMMENT ON COLUMN "public"."support_emails"."signature_html" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."signature_text" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."smtp_host" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."smtp_port" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."smtp_security" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."state" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."state_changed_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."sync_requests" IS 'How often somebody asked for a sync; sync_requests_served are answered. Two that wait are answered by one sync. class: none';

COMMENT ON COLUMN "public"."support_emails"."sync_requests_served" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."team" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."support_emails"."username" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."version" IS 'Counts what people change, not what happens by itself: a change made on an older one is refused, a watcher with an older one begins anew. class: none';

COMMENT ON COLUMN "public"."support_emails"."watched_since" IS 'When watching was last switched on; null while it is off. class: none';

COMMENT ON COLUMN "public"."user_roles"."assigned_by" IS 'class: none';

COMMENT ON COLUMN "public"."user_roles"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."user_roles"."id" IS 'class: none';

COMMENT ON COLUMN "public"."user_roles"."role_id" IS 'class: none';

COMMENT ON COLUMN "public"."user_roles"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."attempt_count" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."body" IS 'Text, built once: the signature covers bytes, and a redelivery sends the same ones. class: personal';

COMMENT ON COLUMN "public"."webhook_deliveries"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."event" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."event_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."last_error" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_deliveries"."last_status_code" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."namespace" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."next_attempt_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."schedule_position" IS 'Failed attempts since it was last (re)opened; attempt_count counts all there ever were. class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."seq" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."state" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."subscription_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_deliveries"."webhook_id" IS 'The receiver''s idempotency key: the same in every attempt, also after a redelivery. class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."attempt" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."delivery_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."duration_ms" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."outcome" IS 'Null while under way; released: we stopped; lost: the worker vanished, and what the receiver saw is unknown. class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."response_excerpt" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."scheduled_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_delivery_attempts"."status_code" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."attempts" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_events"."dedupe_key" IS 'What makes the event this one, as its source defines it; a second delivery has the same key and changes nothing. class: none';

COMMENT ON COLUMN "public"."webhook_events"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."error_message" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_events"."headers" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_events"."id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."method" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."next_attempt_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."outcome" IS 'What came of it, in a word, as its source says. class: none';

COMMENT ON COLUMN "public"."webhook_events"."path" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."processed_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."query" IS 'class: personal';

COMMENT ON COLUMN "public"."webhook_events"."received_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."replays" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."request_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."source" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_events"."state" IS 'received: waits for its first try. retrying: failed, tried again at next_attempt_at. parked: failed for good until somebody replays it. class: none';

COMMENT ON COLUMN "public"."webhook_lanes"."attempt_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_lanes"."due_at" IS 'When its oldest delivery may be taken; while an attempt is under way, when the lease of that ends. class: none';

COMMENT ON COLUMN "public"."webhook_lanes"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_lanes"."namespace" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_lanes"."subscription_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_secrets"."authorization_token" IS 'class: secret';

COMMENT ON COLUMN "public"."webhook_secrets"."previous_secret" IS 'class: secret';

COMMENT ON COLUMN "public"."webhook_secrets"."previous_until" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_secrets"."secret" IS 'class: secret';

COMMENT ON COLUMN "public"."webhook_secrets"."subscription_id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."consecutive_failures" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."description" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."disabled_at" IS 'Set when we switched it off ourselves; a person''s is_active = false leaves it null. class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."disabled_reason" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."event_types" IS 'Exact names, ''<entity>:*'' or ''*''. class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."first_failure_at" IS 'Since when nothing has arrived; null after a success. class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."name" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."webhook_subscriptions"."url" IS 'class: none';

COMMENT ON VIEW "public"."column_classes" IS 'What each column holds: none, personal, secret; null when nobody has said it, which a test refuses. access: service only';

REVOKE ALL ON FUNCTION "public"."classify_columns"(regclass, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."classify_columns"(regclass, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."grant_to_service"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."grant_to_service"(text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."next_number"(text, regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION "public"."publish_table"(regclass, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."publish_table"(regclass, text, text, text, text, text, text) TO "postgres";

REVOKE ALL ON TABLE "public"."column_classes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."column_classes" TO "postgres";

REVOKE ALL ON TABLE "public"."column_classes" FROM "service_role";

GRANT SELECT ON TABLE "public"."column_classes" TO "service_role";
