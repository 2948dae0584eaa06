set check_function_bodies = off;

CREATE TABLE "public"."chat_opt_words" (
  "word" text COLLATE pg_catalog."C" NOT NULL,
  "kind" text COLLATE pg_catalog."C" NOT NULL,
  CONSTRAINT "chat_opt_words_kind_check" CHECK ((kind = ANY (ARRAY['out'::text, 'in'::text]))),
  CONSTRAINT "chat_opt_words_pkey" PRIMARY KEY (word),
  CONSTRAINT "chat_opt_words_word_check" CHECK ((word <> ''::text))
);

ALTER TABLE "public"."chat_opt_words"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_opt_words" FROM "anon", "authenticated";

CREATE TABLE "public"."chat_templates" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "shortcut"     text                     COLLATE pg_catalog."C" NOT NULL,
  "title"        text                     NOT NULL,
  "body"         text                     NOT NULL,
  "channel"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'any'::text,
  "team"         text                     NOT NULL DEFAULT ''::text,
  "language"     text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'en'::text,
  "category"     text                     NOT NULL DEFAULT ''::text,
  "variables"    jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "active"       boolean                  NOT NULL DEFAULT true,
  "usage_count"  bigint                   NOT NULL DEFAULT 0,
  "last_used_at" timestamp with time zone,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "version"      integer                  NOT NULL DEFAULT 1,
  "deleted_at"   timestamp with time zone,
  CONSTRAINT "chat_templates_channel_check" CHECK ((channel = ANY (ARRAY['any'::text, 'chat'::text, 'email'::text]))),
  CONSTRAINT "chat_templates_pkey" PRIMARY KEY (id),
  CONSTRAINT "chat_templates_shortcut_check" CHECK ((shortcut = lower(shortcut)))
);

ALTER TABLE "public"."chat_templates"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."chat_templates" FROM "anon";

CREATE TABLE "public"."provider_template_syncs" (
  "provider_id"   uuid                     NOT NULL,
  "asked_at"      timestamp with time zone NOT NULL DEFAULT now(),
  "finished_at"   timestamp with time zone,
  "found"         integer,
  "error_code"    text,
  "error_message" text,
  CONSTRAINT "provider_template_syncs_pkey" PRIMARY KEY (provider_id)
);

ALTER TABLE "public"."provider_template_syncs"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "anon";

CREATE TABLE "public"."provider_templates" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "provider_id"   uuid                     NOT NULL,
  "name"          text                     COLLATE pg_catalog."C" NOT NULL,
  "language"      text                     COLLATE pg_catalog."C" NOT NULL,
  "category"      text                     COLLATE pg_catalog."C",
  "status"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'unknown'::text,
  "reason"        text,
  "header"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'none'::text,
  "header_values" integer                  NOT NULL DEFAULT 0,
  "body"          text                     NOT NULL DEFAULT ''::text,
  "body_values"   integer                  NOT NULL DEFAULT 0,
  "buttons"       jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "source"        text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'provider'::text,
  "status_at"     timestamp with time zone NOT NULL DEFAULT now(),
  "synced_at"     timestamp with time zone,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "version"       integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "provider_templates_header_check" CHECK ((header = ANY (ARRAY['none'::text, 'text'::text, 'image'::text, 'document'::text, 'video'::text]))),
  CONSTRAINT "provider_templates_language_check" CHECK ((language <> ''::text)),
  CONSTRAINT "provider_templates_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "provider_templates_pkey" PRIMARY KEY (id),
  CONSTRAINT "provider_templates_provider_id_name_language_key" UNIQUE (provider_id, name, LANGUAGE),
  CONSTRAINT "provider_templates_source_check" CHECK ((source = ANY (ARRAY['provider'::text, 'person'::text]))),
  CONSTRAINT "provider_templates_status_check"
    CHECK ((status = ANY (ARRAY['approved'::text, 'pending'::text, 'rejected'::text, 'paused'::text, 'disabled'::text, 'unknown'::text])))
);

ALTER TABLE "public"."provider_templates"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."provider_templates" FROM "anon";

CREATE UNLOGGED TABLE "public"."viewers" (
  "entity_type"  text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "socket_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "user_id"      uuid                     NOT NULL,
  "since"        timestamp with time zone NOT NULL DEFAULT now(),
  "typing_until" timestamp with time zone,
  "expires_at"   timestamp with time zone NOT NULL,
  CONSTRAINT "viewers_pkey" PRIMARY KEY (entity_type, entity_id, socket_id)
);

ALTER TABLE "public"."viewers"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."viewers"
  SET (fillfactor=50);

REVOKE ALL ON TABLE "public"."viewers" FROM "anon", "authenticated";

ALTER TABLE "public"."chat_contacts"
  ADD COLUMN "opt_said_at" timestamp WITH time zone;

ALTER TABLE "public"."messages"
  ADD COLUMN "resend_of" uuid;

CREATE OR REPLACE FUNCTION public.apply_opt_word (
  p_contact_id uuid,
  p_kind       text,
  p_text       text,
  p_at         timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_customer uuid;
begin
  update public.chat_contacts k set opted_out_at = case p_kind when 'out' then p_at end, opt_said_at = p_at, updated_at = now()
  where k.id = p_contact_id and coalesce(k.opt_said_at, '-infinity') <= p_at
  returning k.customer_id into v_customer;
  -- One that was deleted allows nothing anyhow.
  if exists (select from public.customers c where c.id = public.customer_root(v_customer) and c.deleted_at is null) then
    perform public.set_customer_permission(v_customer, 'whatsapp', case p_kind when 'in' then 'granted' end, p_kind = 'out', 'whatsapp',
      'Wrote "' || p_text || '".', null);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ask_provider_templates (
  p_provider_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_sync public.provider_template_syncs;
begin
  insert into public.provider_template_syncs as s (provider_id) values (p_provider_id)
  on conflict (provider_id) do update set asked_at = now(), finished_at = null, found = null, error_code = null, error_message = null
  returning * into v_sync;
  perform graphile_worker.add_job('chats.sync_templates', json_build_object('provider_id', p_provider_id), job_key => 'chats.sync_templates:' || p_provider_id,
    max_attempts => 5);
  perform public.log_activity('sync_templates', 'chat_providers', p_provider_id::text) where public.current_actor() is not null;
  return to_jsonb(v_sync);
end $function$;

REVOKE ALL ON FUNCTION "public"."ask_provider_templates"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.chat_window_is_open (
  p_last_customer_at timestamp with time zone,
  p_now              timestamp with time zone
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select coalesce(p_now < p_last_customer_at + interval '24 hours', false)
$function$;

REVOKE ALL ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.fail_template_sync (
  p_provider_id uuid,
  p_code        text,
  p_message     text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.provider_template_syncs s set finished_at = now(), error_code = p_code, error_message = left(p_message, 500) where s.provider_id = p_provider_id
$function$;

REVOKE ALL ON FUNCTION "public"."fail_template_sync"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_template_values (
  p_customer_id uuid,
  p_user_id     uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_strip_nulls(jsonb_build_object(
    'customer.name', (select nullif(c.name, '') from public.customers c where c.id = public.customer_root(p_customer_id)),
    'customer.phone', known.phone, 'customer.email', known.email,
    'agent.name', (select coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''))
      from auth.users u where u.id = p_user_id)))
  from (
    select (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'phone'))[1] as phone,
      (array_agg(i.value order by i.is_primary desc, i.created_at, i.id) filter (where i.kind = 'email'))[1] as email
    from public.customer_identities i
    where i.customer_id = any (public.customer_members(p_customer_id)) and i.kind in ('phone', 'email') and i.ended_at is null and not i.is_shared
  ) known
$function$;

REVOKE ALL ON FUNCTION "public"."get_template_values"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_viewers (
  p_keys text[]
)
  RETURNS TABLE (
    key     text,
    viewers jsonb
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select w.key, jsonb_agg(jsonb_build_object('user_id', w.user_id, 'name', w.name, 'is_typing', w.is_typing, 'since', w.since) order by w.since, w.user_id)
  from (
    select k.key, v.user_id, min(v.since) as since, coalesce(bool_or(v.typing_until > now()), false) as is_typing,
      coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''), u.email, '') as name
    from unnest(p_keys) k (key)
    join public.viewers v on v.entity_type = split_part(k.key, '/', 1) and v.entity_id = substr(k.key, strpos(k.key, '/') + 1) and v.expires_at > now()
    join auth.users u on u.id = v.user_id
    group by k.key, v.user_id, u.id
  ) w
  group by w.key
$function$;

REVOKE ALL ON FUNCTION "public"."get_viewers"(text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.look_at (
  p_type        text,
  p_id          text,
  p_socket_id   text,
  p_user_id     uuid,
  p_typing      boolean,
  p_keep        interval,
  p_keep_typing interval
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_known public.viewers;
begin
  select * into v_known from public.viewers v where v.entity_type = p_type and v.entity_id = p_id and v.socket_id = p_socket_id;
  insert into public.viewers as v (entity_type, entity_id, socket_id, user_id, typing_until, expires_at)
  values (p_type, p_id, p_socket_id, p_user_id, case when p_typing then now() + p_keep_typing end, now() + p_keep)
  on conflict (entity_type, entity_id, socket_id) do update set typing_until = excluded.typing_until, expires_at = excluded.expires_at;
  if v_known.socket_id is null or v_known.expires_at <= now() or coalesce(v_known.typing_until > now(), false) <> p_typing then
    perform pg_notify('viewers_changed', p_type || '/' || p_id);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.look_away (
  p_socket_id text,
  p_type      text DEFAULT NULL::text,
  p_id        text DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  with gone as (
    delete from public.viewers v
    where (v.socket_id = p_socket_id and (p_type is null or (v.entity_type = p_type and v.entity_id = p_id))) or v.expires_at < now() - interval '1 minute'
    returning v.entity_type, v.entity_id
  )
  select pg_notify('viewers_changed', g.entity_type || '/' || g.entity_id) from (select distinct * from gone) g
$function$;

REVOKE ALL ON FUNCTION "public"."look_away"(text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_opt_click()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.apply_opt_word(m.contact_id, w.kind, new.text, least(new.at, now()))
  from public.messages m, public.chat_opt_words w
  where m.id = new.message_id and w.word = public.opt_word(case when length(new.text) <= 60 then new.text end);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_opt_click"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_opt_words()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform public.apply_opt_word(s.contact_id, s.kind, s.said, s.at)
  from (
    select distinct on (n.contact_id) n.contact_id, w.kind, t.said, least(n.at, now()) as at
    from new_rows n
    cross join lateral (select coalesce(n.text, n.reply ->> 'title') as said) t
    join public.chat_opt_words w on w.word = public.opt_word(case when length(t.said) <= 60 then t.said end)
    where n.direction = 'inbound' and n.type in ('text', 'interactive')
    order by n.contact_id, n.at desc, n.id desc
  ) s;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_opt_words"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_template_status()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_said text := lower(new.template ->> 'status');
begin
  update public.provider_templates t set
    status = case
      when v_said in ('approved', 'pending', 'rejected', 'paused', 'disabled') then v_said
      when v_said in ('reinstated', 'unpaused') then 'approved'
      when v_said in ('in_appeal', 'pending_deletion') then 'pending'
      when v_said in ('flagged', 'deleted', 'limit_exceeded', 'locked') then 'disabled'
      else 'unknown' end,
    reason = new.template ->> 'reason', status_at = new.at
  where t.provider_id = new.provider_id and t.name = new.template ->> 'name'
    and (new.template ->> 'language' is null or t.language = new.template ->> 'language') and t.status_at <= new.at;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_template_status"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify_of_message()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_writer uuid := (select u.id from auth.users u where u.id = new.created_by);
begin
  perform public.notify_once(v_writer, 'chats', 'chat_message_failed', 'A message could not be delivered',
    left(format('"%s" to %s: %s', new.preview, coalesce(nullif(c.contact_name, ''), nullif(c.contact_phone, ''), 'a contact without a name'),
      coalesce(new.error_message, new.error_code, 'no reason given')), 2000),
    'conversation', c.id::text, 'chat_message_failed:' || new.id)
  from public.conversations c where c.id = new.conversation_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."notify_of_message"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.opt_word (
  p_text text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select btrim(regexp_replace(lower(normalize(p_text, NFKC)), '[[:space:][:punct:]।]+', ' ', 'g'))
$function$;

REVOKE ALL ON FUNCTION "public"."opt_word"(text) FROM PUBLIC, "anon", "authenticated";

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
  values (v_send_id, v_talk.id, v_contact.id, (p_message ->> 'provider_id')::uuid, v_contact.customer_id, 'outbound', 'agent', p_message ->> 'type', p_message ->> 'text',
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

REVOKE ALL ON FUNCTION "public"."queue_chat_message"(jsonb) FROM PUBLIC, "anon", "authenticated";

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
    where not exists (select from public.support_emails s where s.email_address = lower(a) and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    -- What is spam stays spam unless somebody says otherwise.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' then 'spam' else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = true, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and (not e.is_read or e.status <> v_status);
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

CREATE OR REPLACE FUNCTION public.record_chat_draft_activity()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.chat_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(lower(tg_op), 'chat_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'conversation_id', v_row.conversation_id));
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."record_chat_draft_activity"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_chat_draft (
  p_conversation_id uuid,
  p_user_id         uuid,
  p_text            text,
  p_content         jsonb,
  p_reply_to_id     uuid,
  p_version         integer
)
  RETURNS SETOF public.chat_drafts
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root  uuid := (select coalesce(c.merged_into, c.id) from public.conversations c where c.id = p_conversation_id);
  v_draft public.chat_drafts;
begin
  if v_root is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  insert into public.chat_drafts as d (conversation_id, created_by, text, content, reply_to_id) values (v_root, p_user_id, p_text, p_content, p_reply_to_id)
  on conflict (conversation_id, created_by) do update set text = excluded.text, content = excluded.content, reply_to_id = excluded.reply_to_id
    where p_version is null or d.version = p_version
  returning * into v_draft;
  if v_draft.id is null then
    raise exception 'stale_version' using errcode = 'P0409';
  end if;
  return next v_draft;
end $function$;

REVOKE ALL ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_chat_opt_words (
  p_out text[],
  p_in  text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_words jsonb := (
    select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from (
      select public.opt_word(o) as word, 'in' as kind from unnest(p_in) o
      union all
      select public.opt_word(o), 'out' from unnest(p_out) o
    ) w where w.word <> '');
begin
  if v_words is distinct from (select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from public.chat_opt_words w) then
    delete from public.chat_opt_words w where not v_words ? w.word;
    insert into public.chat_opt_words (word, kind) select * from jsonb_each_text(v_words)
    on conflict (word) do update set kind = excluded.kind;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.sync_provider_templates (
  p_provider_id uuid,
  p_templates   jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.provider_templates as t (provider_id, name, language, category, status, header, header_values, body, body_values, buttons, synced_at)
  select distinct on (i.name, i.language) p_provider_id, i.name, i.language, i.category, i.status, i.header, i.header_values, i.body, i.body_values, i.buttons, now()
  from jsonb_to_recordset(p_templates) i (name text, language text, category text, status text, header text, header_values integer, body text, body_values integer,
    buttons jsonb)
  order by i.name, i.language
  on conflict (provider_id, name, language) do update set
    category = excluded.category, status = excluded.status, header = excluded.header, header_values = excluded.header_values, body = excluded.body,
    body_values = excluded.body_values, buttons = excluded.buttons, source = 'provider',
    status_at = case when t.status = excluded.status then t.status_at else now() end,
    reason = case when t.status = excluded.status then t.reason end
  -- That it is listed again is no change.
  where (t.category, t.status, t.header, t.header_values, t.body, t.body_values, t.buttons, t.source) is distinct from
    (excluded.category, excluded.status, excluded.header, excluded.header_values, excluded.body, excluded.body_values, excluded.buttons, 'provider');
  update public.provider_templates t set synced_at = now()
  where t.provider_id = p_provider_id
    and exists (select from jsonb_to_recordset(p_templates) i (name text, language text) where i.name = t.name and i.language = t.language);
  update public.provider_templates t set status = 'disabled', reason = 'not_listed', status_at = now()
  where t.provider_id = p_provider_id and t.source = 'provider' and t.status = 'approved' and t.synced_at is distinct from now();
  update public.provider_template_syncs s set finished_at = now(), found = jsonb_array_length(p_templates), error_code = null, error_message = null
  where s.provider_id = p_provider_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.use_chat_template (
  p_id uuid
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.chat_templates t set usage_count = t.usage_count + 1, last_used_at = now() where t.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."use_chat_template"(uuid) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_resend_of_fkey" FOREIGN KEY (resend_of) REFERENCES public.messages(id) ON DELETE SET NULL;

ALTER TABLE "public"."messages"
  ADD CONSTRAINT "messages_resend_of_key" UNIQUE (resend_of);

ALTER TABLE "public"."provider_template_syncs"
  ADD CONSTRAINT "provider_template_syncs_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id) ON DELETE CASCADE;

ALTER TABLE "public"."provider_templates"
  ADD CONSTRAINT "provider_templates_provider_id_fkey" FOREIGN KEY (provider_id) REFERENCES public.chat_providers(id) ON DELETE CASCADE;

CREATE INDEX chat_templates_list_idx ON public.chat_templates USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX chat_templates_shortcut_key ON public.chat_templates USING btree (team, LANGUAGE, shortcut)
  WHERE (deleted_at IS NULL);

CREATE INDEX provider_templates_list ON public.provider_templates USING btree (name, id);

CREATE INDEX viewers_expired ON public.viewers USING btree (expires_at);

CREATE INDEX viewers_socket ON public.viewers USING btree (socket_id);

CREATE TRIGGER chat_account_events_template
  AFTER INSERT ON public.chat_account_events
  FOR EACH ROW
  WHEN ((new.template IS NOT NULL))
  EXECUTE FUNCTION public.note_template_status();

CREATE TRIGGER chat_drafts_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.chat_drafts
  FOR EACH ROW
  EXECUTE FUNCTION public.record_chat_draft_activity();

CREATE TRIGGER chat_templates_activity
  AFTER INSERT OR DELETE OR UPDATE OF shortcut, title, body, channel, team, LANGUAGE, category, variables, active, deleted_at ON public.chat_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER chat_templates_touch
  BEFORE UPDATE OF shortcut, title, body, channel, team, LANGUAGE, category, variables, active, deleted_at ON public.chat_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER message_clicks_opt_word
  AFTER INSERT ON public.message_clicks
  FOR EACH ROW
  WHEN (((new.click = 'quick_reply'::text) AND (new.message_id IS NOT NULL)))
  EXECUTE FUNCTION public.note_opt_click();

CREATE TRIGGER messages_failed_notice
  AFTER UPDATE OF status ON public.messages
  FOR EACH ROW
  WHEN (((new.source = 'agent'::text) AND (new.status = 'failed'::text) AND (old.status <> 'failed'::text)))
  EXECUTE FUNCTION public.notify_of_message();

CREATE TRIGGER messages_opt_words
  AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.note_opt_words();

CREATE TRIGGER provider_templates_activity
  AFTER INSERT OR DELETE OR UPDATE OF category, status, reason, header, header_values, body, body_values, buttons ON public.provider_templates
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER provider_templates_touch
  BEFORE UPDATE OF category, status, reason, header, header_values, body, body_values, buttons ON public.provider_templates
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE POLICY "chat_templates_view" ON "public"."chat_templates"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chat_templates'::text, 'view'::text) AS has_permission));

CREATE POLICY "provider_template_syncs_view" ON "public"."provider_template_syncs"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

CREATE POLICY "provider_templates_view" ON "public"."provider_templates"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('chats'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."chat_contacts"."opt_said_at" IS 'When this person last said a word that opts out or in: an older message that comes later changes nothing. class: none';

COMMENT ON COLUMN "public"."chat_opt_words"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."chat_opt_words"."word" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."active" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."body" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."category" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."channel" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."id" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."language" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."last_used_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."shortcut" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."team" IS 'Empty: for every team. class: none';

COMMENT ON COLUMN "public"."chat_templates"."title" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."chat_templates"."usage_count" IS 'How often it was sent; counted in the transaction that queues the message. class: none';

COMMENT ON COLUMN "public"."chat_templates"."variables" IS 'What the sender has to say, beside what is known of customer and agent: [{"name", "kind", "sample"}]. class: none';

COMMENT ON COLUMN "public"."chat_templates"."version" IS 'class: none';

COMMENT ON COLUMN "public"."messages"."resend_of" IS 'The message that did not arrive, which this one says once more. class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."asked_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."finished_at" IS 'Null while it is under way; with error_code it failed, and will be tried again. class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."found" IS 'class: none';

COMMENT ON COLUMN "public"."provider_template_syncs"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."body" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."body_values" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."buttons" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."category" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."header" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."header_values" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."language" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."name" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."provider_id" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."reason" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."source" IS 'provider: it lists its templates; person: entered by hand, for a provider that does not. class: none';

COMMENT ON COLUMN "public"."provider_templates"."status" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."status_at" IS 'Since when the status is so: an older event that comes later changes nothing. class: none';

COMMENT ON COLUMN "public"."provider_templates"."synced_at" IS 'When the provider listed it last. class: none';

COMMENT ON COLUMN "public"."provider_templates"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."provider_templates"."version" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."since" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."socket_id" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."typing_until" IS 'class: none';

COMMENT ON COLUMN "public"."viewers"."user_id" IS 'class: none';

COMMENT ON TABLE "public"."chat_opt_words" IS 'Words by which a customer wants no more templates, or wants them again; as the settings say. access: service only';

COMMENT ON TABLE "public"."chat_templates" IS 'Canned texts of chats and e-mails.';

COMMENT ON TABLE "public"."provider_template_syncs" IS 'The last time that a provider was asked for its templates.';

COMMENT ON TABLE "public"."provider_templates" IS 'Templates of chat providers, with what each has to be given.';

COMMENT ON TABLE "public"."viewers" IS 'Who looks at what, and who types; a row that is not renewed expires. access: service only';

REVOKE ALL ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_opt_word"(uuid, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ask_provider_templates"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ask_provider_templates"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ask_provider_templates"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."chat_window_is_open"(timestamp WITH time zone, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."fail_template_sync"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_template_sync"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."fail_template_sync"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_template_values"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_template_values"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_template_values"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_viewers"(text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_viewers"(text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_viewers"(text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_at"(text, text, text, uuid, boolean, interval, interval) TO "service_role";

REVOKE ALL ON FUNCTION "public"."look_away"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_away"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."look_away"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_opt_click"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_click"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_click"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_opt_words"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_words"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_opt_words"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_template_status"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_template_status"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_template_status"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."notify_of_message"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_message"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_message"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."opt_word"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."opt_word"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."opt_word"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."queue_chat_message"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_chat_message"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."queue_chat_message"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."record_chat_draft_activity"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_chat_draft_activity"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."record_chat_draft_activity"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_chat_draft"(uuid, uuid, text, jsonb, uuid, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_chat_opt_words"(text[], text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."sync_provider_templates"(uuid, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."use_chat_template"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_chat_template"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."use_chat_template"(uuid) TO "service_role";

REVOKE ALL ON TABLE "public"."chat_opt_words" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_opt_words" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_opt_words" TO "service_role";

REVOKE ALL ON TABLE "public"."chat_templates" FROM "authenticated";

GRANT SELECT ON TABLE "public"."chat_templates" TO "authenticated";

REVOKE ALL ON TABLE "public"."chat_templates" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_templates" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."chat_templates" TO "service_role";

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "authenticated";

GRANT SELECT ON TABLE "public"."provider_template_syncs" TO "authenticated";

REVOKE ALL ON TABLE "public"."provider_template_syncs" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_template_syncs" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_template_syncs" TO "service_role";

REVOKE ALL ON TABLE "public"."provider_templates" FROM "authenticated";

GRANT SELECT ON TABLE "public"."provider_templates" TO "authenticated";

REVOKE ALL ON TABLE "public"."provider_templates" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_templates" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."provider_templates" TO "service_role";

REVOKE ALL ON TABLE "public"."viewers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."viewers" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."viewers" TO "service_role";

select public.register_module('chat_templates', 'Canned texts', 'Texts with variables, for chats and e-mails.', 'vced', 'v', 'v');
