set check_function_bodies = off;

DROP TRIGGER "support_emails_activity" ON "public"."support_emails";

DROP INDEX "public"."support_emails_any_address";

DROP VIEW "public"."own_identities";

DROP FUNCTION "public"."choose_email_thread"(public.emails, text[], text, text, text, text, boolean, uuid[]);

DROP FUNCTION "public"."email_speakers"(text, text, text, jsonb);

DROP FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid);

DROP FUNCTION "public"."is_delivery_report"(text, text);

DROP FUNCTION "public"."join_email_threads"(uuid);

DROP FUNCTION "public"."join_two_threads"(uuid, uuid);

DROP FUNCTION "public"."kind_of_mail"(jsonb, text, boolean);

DROP FUNCTION "public"."link_sent_email"(public.mailbox_messages, boolean, jsonb);

DROP FUNCTION "public"."note_on_writer"(public.given_email, jsonb);

DROP FUNCTION "public"."prepare_email"(public.emails, public.given_email, public.support_emails, jsonb, boolean, uuid[]);

DROP FUNCTION "public"."read_given_email"(public.given_email, jsonb, uuid);

DROP FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid);

DROP FUNCTION "public"."speak_to_each_other"(public.emails, public.emails);

DROP FUNCTION "public"."store_parsed_emails"(jsonb, boolean);

DROP FUNCTION "public"."write_placed_emails"(public.placed_email[], jsonb);

DROP FUNCTION "public"."writer_of_mail"(jsonb);

DROP TYPE "public"."email_thread_clue";

DROP TYPE "public"."given_email";

DROP TYPE "public"."placed_email";

ALTER TABLE "public"."support_emails"
  ADD COLUMN "aliases" text[] COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[];

ALTER TABLE "public"."support_emails"
  ADD COLUMN "addresses" text[] COLLATE pg_catalog."C" GENERATED ALWAYS AS ((email_address || aliases)) STORED NOT NULL;

CREATE OR REPLACE FUNCTION public.check_mailbox_addresses (
  p_id        uuid,
  p_addresses text[]
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('mailbox_addresses', 0));
  if exists (select from public.support_emails s where s.addresses && (p_addresses collate "C") and s.deleted_at is null and s.id <> p_id) then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_support_email (
  p_mailbox jsonb,
  p_sealed  text
)
  RETURNS public.support_emails
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_row public.support_emails := jsonb_populate_record(null::public.support_emails, p_mailbox);
begin
  perform public.check_mailbox_addresses(v_row.id, v_row.email_address || v_row.aliases);
  insert into public.support_emails (
    id, email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
    folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, watched_since, has_credentials, created_by, aliases)
  values (
    v_row.id, v_row.email_address, v_row.display_name, v_row.provider, v_row.auth_kind, v_row.username, v_row.imap_host, v_row.imap_port,
    v_row.imap_security, v_row.smtp_host, v_row.smtp_port, v_row.smtp_security, v_row.folders, v_row.reads_sent, v_row.sent_copy,
    v_row.backfill_days, v_row.signature_text, v_row.signature_html, v_row.team, v_row.is_active, v_row.is_watched,
    case when v_row.is_active and v_row.is_watched then now() end, true, v_row.created_by, v_row.aliases)
  on conflict (email_address) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
  insert into public.support_email_secrets (support_email_id, sealed) values (v_row.id, p_sealed);
  return v_row;
end $function$;

CREATE OR REPLACE FUNCTION public.email_writer (
  p_direction   text,
  p_kind        text,
  p_kind_reason text,
  p_from        text,
  p_recipients  jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  return jsonb_build_object('direction', p_direction, 'kind', p_kind, 'kind_reason', p_kind_reason, 'from_email', p_from,
    'people', public.email_people(p_direction, p_kind, p_from, p_recipients));
end $function$;

REVOKE ALL ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_thread_clues (
  p_mails jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mail    record;
  v_held    jsonb;
  v_clues   jsonb := '[]';
  v_threads uuid[];
begin
  for v_mail in
    select m.* from jsonb_to_recordset(p_mails) m (
      place integer, support_email_id uuid, message_id text, reference_ids text[], ticket_tag text, gmail_thread_id text)
  loop
    v_held := '[]';
    if v_mail.reference_ids <> '{}' then
      -- What it refers to, of each thread the nearest; outbound when any of them is.
      v_held := (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'reference', 'thread_id', h.thread_id, 'named', h.named, 'nearness', h.nearness,
          'writer', jsonb_build_object('direction', h.direction))), '[]')
        from (
          select e.thread_id, (array_agg(r.id order by r.n desc))[1] as named, max(r.n) as nearness, max(e.direction) as direction
          from unnest(v_mail.reference_ids) with ordinality r (id, n)
          cross join lateral (
            select * from public.emails a where a.support_email_id = v_mail.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e
          group by e.thread_id
        ) h);
      -- What refers to the same, in other threads than those.
      v_clues := v_clues || v_held || (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'same_reference', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a
          where a.reference_ids && (v_mail.reference_ids collate "C") and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id
          and not exists (select from jsonb_array_elements(v_held) h where (h ->> 'thread_id')::uuid = e.thread_id));
    end if;
    if v_mail.gmail_thread_id is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'gmail_thread', 'thread_id', e.thread_id, 'writer', public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients))), '[]')
        from (select * from public.mailbox_messages m where m.gmail_thread_id = v_mail.gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
        where g.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.ticket_tag is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'ticket', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where public.ticket_tag(a.subject) collate "C" = v_mail.ticket_tag offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.message_id <> '' then
      -- What answers it came before it.
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'answered', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where a.reference_ids @> array[v_mail.message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
  end loop;
  v_threads := array(select distinct (c ->> 'thread_id')::uuid from jsonb_array_elements(v_clues) c);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for no key update;
  return jsonb_build_object('clues', v_clues, 'threads', (
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id), '[]')
    from public.email_threads t where t.id = any (v_threads)));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_thread_clues"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_thread_links (
  p_thread_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mailbox uuid := (select t.support_email_id from public.email_threads t where t.id = p_thread_id);
  v_links   jsonb;
  v_threads uuid[];
begin
  with mine as (
    select e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, m.gmail_thread_id, public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer
    from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
  ), found as (
    -- What it refers to,
    select mine.writer, 'reference' as way, o.id, o.thread_id, o.support_email_id
    from mine cross join lateral unnest(mine.reference_ids) r (id)
    cross join lateral (select * from public.emails a where a.support_email_id = v_mailbox and a.message_id = r.id and a.message_id <> '' offset 0) o
    union all
    -- what refers to it,
    select mine.writer, 'answered', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
    union all
    -- what Gmail sees together with it,
    select mine.writer, 'gmail_thread', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
    join public.emails o on o.mailbox_message_id = g.id
    union all
    -- what names the same number,
    select mine.writer, 'ticket', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
    union all
    -- what refers to the same.
    select mine.writer, 'same_reference', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids && (mine.reference_ids collate "C") and a.reference_ids <> '{}' and mine.reference_ids <> '{}' offset 0) o
  )
  select coalesce(jsonb_agg(distinct jsonb_build_object('email', f.writer, 'clue', jsonb_build_object('way', f.way, 'thread_id', f.thread_id, 'writer', w.writer))), '[]')
  into v_links
  from found f cross join lateral (
    select public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer from public.emails e where e.id = f.id
  ) w
  where f.support_email_id = v_mailbox and f.thread_id <> p_thread_id;
  v_threads := array(select p_thread_id union select (l -> 'clue' ->> 'thread_id')::uuid from jsonb_array_elements(v_links) l);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
  return jsonb_build_object('links', v_links, 'threads', (
    select jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id)
    from public.email_threads t where t.id = any (v_threads)));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_thread_links"(uuid) FROM PUBLIC, "anon", "authenticated";

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
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e), '[]'),
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

REVOKE ALL ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.introduce_emails (
  p_mails jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_customer  record;
  v_customers jsonb := '{}';
  v_ids       text[] collate "C" := array(select jsonb_array_elements_text(m -> 'reference_ids') from jsonb_array_elements(p_mails) m);
  v_known     text[] := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
begin
  -- What they name and is written already, or what others named, too, and is not here.
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_mails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.tag from (select distinct m ->> 'ticket_tag' as tag from jsonb_array_elements(p_mails) m where m ->> 'ticket_tag' is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select m ->> 'gmail_thread_id' from jsonb_array_elements(p_mails) m where m ->> 'gmail_thread_id' is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order, so that nobody waits in a circle.
  for v_customer in
    select c.address, c.name, c.makes_one, i.customer_id, i.name = '' and c.name <> '' as gets_name
    from (
      select m ->> 'customer_address' as address, max(m ->> 'customer_name') as name, bool_or((m ->> 'makes_customer')::boolean) as makes_one
      from jsonb_array_elements(p_mails) m where m ->> 'customer_address' <> '' group by 1
    ) c
    left join lateral (
      select i.customer_id, k.name from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = 'email' and i.value = c.address and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    order by c.address
  loop
    if v_customer.makes_one and (v_customer.customer_id is null or v_customer.gets_name) then
      v_customer.customer_id := public.resolve_customer('email', v_customer.address, v_customer.name, 'email');
    end if;
    v_customers := v_customers || jsonb_build_object(v_customer.address, v_customer.customer_id);
  end loop;

  return jsonb_build_object('known', v_known, 'emails', (
    select coalesce(jsonb_agg(jsonb_build_object('place', m -> 'place', 'customer_id', v_customers -> (m ->> 'customer_address'), 'people', array(
      select p from public.people_of_email(m ->> 'direction', m ->> 'kind', m ->> 'from_email', m -> 'recipients') p))), '[]')
    from jsonb_array_elements(p_mails) m));
end $function$;

REVOKE ALL ON FUNCTION "public"."introduce_emails"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.join_two_threads (
  p_keep     uuid,
  p_drop     uuid,
  p_status   text,
  p_priority text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_keep public.email_threads;
  v_drop public.email_threads;
begin
  select * into v_drop from public.email_threads t where t.id = p_drop;
  update public.email_threads t set
    -- The matter is called what its first message called it.
    subject = case when v_drop.first_message_at < t.first_message_at then v_drop.subject else t.subject end,
    customer_id = coalesce(t.customer_id, v_drop.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, v_drop.gmail_thread_id),
    participants = array(select distinct p from unnest(t.participants || v_drop.participants) p order by p),
    status = p_status, priority = p_priority, team = coalesce(t.team, v_drop.team), assignee_id = coalesce(t.assignee_id, v_drop.assignee_id),
    possible_duplicate_of = nullif(coalesce(nullif(t.possible_duplicate_of, v_drop.id), v_drop.possible_duplicate_of), t.id),
    possible_duplicate_reason = case
      when t.possible_duplicate_of <> v_drop.id then t.possible_duplicate_reason
      when v_drop.possible_duplicate_of <> t.id then v_drop.possible_duplicate_reason
    end,
    version = t.version + 1, updated_at = now()
  where t.id = p_keep returning * into v_keep;
  update public.emails e set
    thread_id = v_keep.id, thread_reason = case when e.thread_id = v_keep.id then e.thread_reason else 'joined' end,
    status = v_keep.status, priority = v_keep.priority, team = v_keep.team, assignee_id = v_keep.assignee_id, version = e.version + 1, updated_at = now()
  where e.thread_id = v_drop.id
    or (e.thread_id = v_keep.id and (e.status, e.priority, e.team, e.assignee_id) is distinct from (v_keep.status, v_keep.priority, v_keep.team, v_keep.assignee_id));
  update public.email_threads t set possible_duplicate_of = v_keep.id where t.possible_duplicate_of = v_drop.id;
  delete from public.email_threads t where t.id = v_drop.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.link_sent_email (
  p_email_id           uuid,
  p_mailbox_message_id uuid,
  p_is_sent            boolean
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_own public.emails;
begin
  select * into v_own from public.emails e where e.id = p_email_id;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_mailbox_message_id), 'seen_in_sent:' || p_mailbox_message_id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_mailbox_message_id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  update public.mailbox_messages b set state = 'parsed', email_id = v_own.id, parsed_at = now(), error_code = null, error_message = null where b.id = p_mailbox_message_id;
  return v_own.thread_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130102150' $function$;

CREATE OR REPLACE FUNCTION public.note_unbelieved_answers (
  p_thread_id  uuid,
  p_message_id text,
  p_reason     text
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
  update public.email_threads t set possible_duplicate_of = p_thread_id, possible_duplicate_reason = p_reason
  from (select * from public.emails a where a.reference_ids @> array[p_message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
  where e.support_email_id = (select k.support_email_id from public.email_threads k where k.id = p_thread_id)
    and e.thread_id = t.id and t.id <> p_thread_id and t.possible_duplicate_of is null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.open_parsed_emails (
  p_mails jsonb
)
  RETURNS TABLE (
    place             integer,
    state             text,
    support_email_id  uuid,
    mailbox_addresses text[],
    our_addresses     text[],
    received_at       timestamp with time zone,
    gmail_thread_id   text,
    ticket_tag        text,
    is_sent           boolean,
    sent_email_id     uuid,
    email_id          uuid,
    email_direction   text,
    email_from        text,
    email_is_sent     boolean
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_ids     uuid[] := array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_mails) m);
  v_mailbox uuid;
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in select distinct b.support_email_id from public.mailbox_messages b where b.id = any (v_ids) order by 1 loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_mails) m
    cross join lateral (select i from jsonb_array_elements_text(m -> 'own_ids') i union select m ->> 'bounced_id') i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select f ->> 'sha256' as sha256, (f ->> 'size')::bigint as size from jsonb_array_elements(p_mails) m, jsonb_array_elements(m -> 'files') f
    union all
    select b.raw_sha256, b.raw_size from public.mailbox_messages b where b.id = any (v_ids)
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (v_ids) order by b.id for update;

  return query
  select (m.n - 1)::integer, b.state, b.support_email_id, s.addresses, o.addresses, b.received_at, b.gmail_thread_id, public.ticket_tag(m.mail ->> 'subject'),
    b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent'),
    w.id, x.id, x.direction, x.from_email, x.send_id is not null
  from jsonb_array_elements(p_mails) with ordinality m (mail, n)
  join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select array(select a from jsonb_array_elements_text(m.mail -> 'addresses') a where exists (
      select from public.support_emails k where k.addresses @> array[a collate "C"])) as addresses offset 0
  ) o
  left join lateral (
    select e.id from (
      select * from public.emails a where a.message_id = any (array(select jsonb_array_elements_text(m.mail -> 'own_ids'))) and a.message_id <> '' offset 0) e
    where e.support_email_id = b.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1
  ) w on true
  order by m.n;
end $function$;

REVOKE ALL ON FUNCTION "public"."open_parsed_emails"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.people_of_email (
  p_direction  text,
  p_kind       text,
  p_from       text,
  p_recipients jsonb
)
  RETURNS SETOF text
  LANGUAGE sql
  STABLE
  AS $function$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> '' and p_from !~ '^(mailer-?daemon|mail-daemon|postmaster)@'
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.addresses @> array[r ->> 'email' collate "C"])
  ) p (email)
  where p_kind <> 'bounce'
$function$;

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

CREATE OR REPLACE FUNCTION public.renew_parsed_email (
  p_mail jsonb,
  OUT    outcome text
)
  RETURNS text
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_message   public.mailbox_messages;
  v_email     public.emails;
  v_direction text := p_mail ->> 'direction';
  v_writer    text := p_mail -> 'writer' ->> 'email';
  v_customer  uuid := (p_mail ->> 'customer_id')::uuid;
  v_turns     boolean;
  v_is_new    boolean;
begin
  select * into v_message from public.mailbox_messages b where b.id = (p_mail ->> 'mailbox_message_id')::uuid;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = v_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = v_message.email_id for update;
  update public.mailbox_messages b set state = 'parsed', parsed_at = now(), error_code = null, error_message = null where b.id = v_message.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  v_turns := v_email.direction <> v_direction;
  v_is_new := v_turns or v_email.from_email <> v_writer;
  update public.emails e set
    direction = v_direction, kind = p_mail ->> 'kind', kind_reason = p_mail ->> 'kind_reason',
    from_email = v_writer, from_name = p_mail -> 'writer' ->> 'name', customer_id = case when v_is_new then v_customer else e.customer_id end,
    is_read = case when v_turns then v_direction = 'outbound' or '\Seen' = any (v_message.flags) else e.is_read end,
    triage_state = case
      when not v_turns then e.triage_state
      when p_mail ->> 'triage_state' = 'pending' and e.triaged_at is null then 'pending'
      when e.triage_state = 'pending' then 'none'
      else e.triage_state
    end,
    reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = v_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
  if v_is_new then
    update public.email_threads t set
      customer_id = coalesce(t.customer_id, v_customer), participants = array(
        select distinct p from unnest(t.participants || array(select jsonb_array_elements_text(p_mail -> 'people'))) p
        where not (v_direction = 'outbound' and p = v_email.from_email) order by p)
    where t.id = v_email.thread_id;
  end if;
  if exists (select from public.emails e where e.id = v_email.id and e.triage_state = 'pending' and v_turns) then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', json_build_array(v_email.id)), priority => 10);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_support_email (
  p_id      uuid,
  p_change  jsonb,
  p_sealed  text    DEFAULT NULL::text,
  p_version integer DEFAULT NULL::integer
)
  RETURNS public.support_emails
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_old public.support_emails;
  v_row public.support_emails;
begin
  select * into v_old from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_version <> v_old.version then
    raise exception 'support_email_changed' using errcode = 'P0409', detail = v_old.version::text;
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if v_row.aliases <> v_old.aliases then
    perform public.check_mailbox_addresses(p_id, v_row.aliases);
  end if;
  if p_sealed is not null then
    insert into public.support_email_secrets as s (support_email_id, sealed) values (p_id, p_sealed)
    on conflict (support_email_id) do update set sealed = excluded.sealed, updated_at = now();
    perform public.log_activity('set_credentials', 'support_emails', p_id::text);
  end if;
  update public.support_emails s
  set display_name = v_row.display_name, auth_kind = v_row.auth_kind, username = v_row.username, imap_host = v_row.imap_host,
    imap_port = v_row.imap_port, imap_security = v_row.imap_security, smtp_host = v_row.smtp_host, smtp_port = v_row.smtp_port,
    smtp_security = v_row.smtp_security, folders = v_row.folders, reads_sent = v_row.reads_sent, sent_copy = v_row.sent_copy,
    backfill_days = v_row.backfill_days, signature_text = v_row.signature_text, signature_html = v_row.signature_html, team = v_row.team,
    is_active = v_row.is_active, is_watched = v_row.is_watched, aliases = v_row.aliases,
    watched_since = case
      when not (v_row.is_active and v_row.is_watched) then null
      when p_sealed is not null then now()
      else coalesce(s.watched_since, now()) end,
    has_credentials = s.has_credentials or p_sealed is not null,
    version = s.version + 1, updated_at = now()
  where id = p_id;
  if p_sealed is not null then
    update public.support_emails
    set auth_failures = 0, failures = 0, next_attempt_at = null, last_error_code = null, last_error_message = null, last_error_at = null,
      state = case when state = 'reconnect_needed' then 'stopped' else state end,
      state_changed_at = case when state = 'reconnect_needed' then now() else state_changed_at end
    where id = p_id;
  end if;
  select * into v_row from public.support_emails where id = p_id;
  return v_row;
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
    last_inbound_at, last_outbound_at, last_direction, snippet, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select (m ->> 'thread_id')::uuid, b.support_email_id, m ->> 'thread_subject', (m ->> 'customer_id')::uuid, p.people, b.gmail_thread_id,
    1, o.inbound::integer, (o.inbound and not '\Seen' = any (b.flags))::integer, b.received_at, b.received_at,
    case when o.inbound then b.received_at end, case when not o.inbound then b.received_at end, m ->> 'direction', m ->> 'snippet', s.team,
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

REVOKE ALL ON FUNCTION "public"."write_emails"(jsonb, integer) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."support_emails"
  ADD CONSTRAINT "support_emails_aliases_check" CHECK ((cardinality(aliases) <= 50));

CREATE VIEW "public"."own_identities" WITH (security_invoker=true) AS  SELECT ('email' COLLATE "C") AS kind,
    (a.value COLLATE "C") AS value
   FROM (public.support_emails s
     CROSS JOIN LATERAL unnest(s.addresses) a(value))
UNION ALL
 SELECT ('phone' COLLATE "C") AS kind,
    s.e164 AS value
   FROM public.phone_spellings s
  WHERE ((s.role = 'own'::text) AND (s.e164 IS NOT NULL));

REVOKE ALL ON TABLE "public"."own_identities" FROM "anon", "authenticated";

CREATE INDEX support_emails_any_address ON public.support_emails USING gin (addresses)
  WITH (fastupdate=off);

CREATE TRIGGER support_emails_activity
  AFTER INSERT OR DELETE OR UPDATE OF email_address,
    display_name,
    PROVIDER,
    auth_kind,
    username,
    imap_host,
    imap_port,
    imap_security,
    smtp_host,
    smtp_port,
    smtp_security, folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, deleted_at, aliases ON public.support_emails
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

COMMENT ON COLUMN "public"."support_emails"."addresses" IS 'class: personal';

COMMENT ON COLUMN "public"."support_emails"."aliases" IS 'Other addresses whose mail comes into this mailbox, in lower case: ours, as email_address. addresses are all of them. class: personal';

COMMENT ON VIEW "public"."own_identities" IS 'Mailboxes, numbers of agents. access: service only';

REVOKE ALL ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."check_mailbox_addresses"(uuid, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_writer"(text, text, text, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_thread_clues"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_clues"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_clues"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_thread_links"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_links"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_thread_links"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_email_thread"(uuid, integer, timestamp WITH time zone, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."introduce_emails"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."introduce_emails"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."introduce_emails"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_two_threads"(uuid, uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."link_sent_email"(uuid, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_unbelieved_answers"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."open_parsed_emails"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_parsed_emails"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."open_parsed_emails"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_emails"(jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_emails"(jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_emails"(jsonb, integer) TO "service_role";

REVOKE ALL ON TABLE "public"."own_identities" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."own_identities" TO "postgres";

REVOKE ALL ON TABLE "public"."own_identities" FROM "service_role";

GRANT SELECT ON TABLE "public"."own_identities" TO "service_role";
