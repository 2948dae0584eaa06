set check_function_bodies = off;

DROP FUNCTION "public"."renew_parsed_email"(public.mailbox_messages, jsonb);

ALTER TYPE "public"."email_thread_clue" DROP ATTRIBUTE "is_report" CASCADE;

ALTER TYPE "public"."email_thread_clue" ADD ATTRIBUTE "is_certain" boolean CASCADE;

ALTER TYPE "public"."given_email" ADD ATTRIBUTE "kind" text CASCADE;

ALTER TYPE "public"."given_email" ADD ATTRIBUTE "writer" jsonb CASCADE;

CREATE OR REPLACE FUNCTION public.apply_email_bounce (
  p_support_email_id   uuid,
  p_mailbox_message_id uuid,
  p_bounce             jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_send    uuid;
  v_failed  jsonb;
  v_words   text;
begin
  select e.send_id into v_send
  from (select * from public.emails a where a.message_id = p_bounce ->> 'original_message_id' and a.message_id <> '' offset 0) e
  where e.direction = 'outbound' and e.send_id is not null
  order by e.support_email_id = p_support_email_id desc limit 1;
  if v_send is null then
    return;
  end if;
  select jsonb_agg(r) into v_failed from jsonb_array_elements(p_bounce -> 'recipients') r where r ->> 'action' = 'failed';
  v_words := (select string_agg(concat_ws(' ', r ->> 'email', r ->> 'status', r ->> 'diagnostic'), '; ') from jsonb_array_elements(v_failed) r);
  if v_failed is not null then
    perform public.advance_send(v_send, 'bounce', 'failed', p_bounce, 'bounce:' || p_mailbox_message_id, null, 'bounced', coalesce(nullif(left(v_words, 1000), ''), 'It came back.'));
  else
    perform public.advance_send(v_send, case when p_bounce -> 'recipients' @? '$[*] ? (@.action == "delayed")' then 'bounce_delayed' else 'delivery_report' end, null, p_bounce, 'bounce:' || p_mailbox_message_id);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.choose_email_thread (
  p_email           public.emails,
  p_people          text[],
  p_gmail_thread_id text,
  p_ticket_tag      text,
  p_thread_subject  text,
  p_mailbox_team    text,
  p_may_be_known    boolean,
  p_busy            uuid[],
  OUT               thread public.email_threads,
  OUT               reason text,
  OUT               others uuid[],
  OUT               has_refused boolean,
  OUT               must_wait boolean
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_speakers  text[] := public.email_speakers(p_email.direction, p_email.kind, p_email.from_email, p_email.to_recipients || p_email.cc_recipients || p_email.bcc_recipients);
  v_found     public.email_thread_clue[] := '{}';
  v_candidate record;
  v_refused   uuid;
  v_why       text;
begin
  others := '{}';
  has_refused := false;
  must_wait := false;
  if p_may_be_known and p_email.reference_ids <> '{}' then
    v_found := array(
      select row(e.thread_id, 1, r.n, case when r.id = p_email.in_reply_to then 'reply' else 'reference' end, null, public.is_delivery_report(p_email.kind, p_email.kind_reason) and e.direction = 'outbound')::public.email_thread_clue
      from unnest(p_email.reference_ids) with ordinality r (id, n)
      cross join lateral (
        select * from public.emails a where a.support_email_id = p_email.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e);
  end if;
  if p_may_be_known and p_gmail_thread_id is not null then
    v_found := v_found || array(
      select row(e.thread_id, 2, 0, 'gmail_thread', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.mailbox_messages m where m.gmail_thread_id = p_gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
      where g.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_ticket_tag is not null then
    v_found := v_found || array(
      select row(e.thread_id, 3, 0, 'ticket', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = p_ticket_tag offset 0) e where e.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_email.message_id <> '' then
    -- It came after what answers it.
    v_found := v_found || array(
      select row(e.thread_id, 4, 0, 'joined', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), public.is_delivery_report(e.kind, e.kind_reason) and p_email.direction = 'outbound')::public.email_thread_clue
      from (select * from public.emails a where a.reference_ids @> array[p_email.message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = p_email.support_email_id);
  end if;
  if v_found <> '{}' then
    if exists (select from unnest(v_found) f where f.thread_id = any (p_busy)) then
      must_wait := true;
      return;
    end if;
    for v_candidate in
      select f.thread_id, (array_agg(f.reason order by f.rank, f.nearness desc))[1] as reason, min(f.rank) as rank,
        bool_or(f.is_certain or (f.rank < 4 and v_speakers && t.participants) or coalesce(f.their_speakers && p_people, false)) as is_believed
      from unnest(v_found) f join public.email_threads t on t.id = f.thread_id
      group by f.thread_id, t.created_at order by min(f.rank), max(f.nearness) desc, t.created_at, f.thread_id
    loop
      if not v_candidate.is_believed then
        has_refused := true;
        if v_candidate.rank < 4 and v_refused is null then
          v_refused := v_candidate.thread_id;
          v_why := v_candidate.reason;
        end if;
      elsif reason is null then
        reason := v_candidate.reason;
        select * into thread from public.email_threads t where t.id = v_candidate.thread_id for no key update;
      else
        others := others || v_candidate.thread_id;
      end if;
    end loop;
  end if;
  if p_may_be_known and p_email.reference_ids <> '{}' then
    -- It answers what they answer, held or not.
    for v_candidate in
      select t.id, t.id = any (p_busy) as is_busy from public.email_threads t
      where t.id in (
        select e.thread_id from (select * from public.emails a where a.reference_ids && (p_email.reference_ids collate "C") and a.reference_ids <> '{}' offset 0) e
        where e.thread_id is distinct from thread.id and e.thread_id <> all (others) and e.support_email_id = p_email.support_email_id
          and (e.from_email = any (p_people) or e.direction = 'outbound') and public.speak_to_each_other(p_email, e))
      order by t.created_at, t.id
    loop
      if v_candidate.is_busy then
        must_wait := true;
        return;
      elsif reason is null then
        reason := 'same_reference';
        select * into thread from public.email_threads t where t.id = v_candidate.id for no key update;
      else
        others := others || v_candidate.id;
      end if;
    end loop;
  end if;

  if reason is null then
    reason := case when v_refused is null then 'new' else 'new: ' || v_why || ' not believed' end;
    thread.id := gen_random_uuid();
    thread.support_email_id := p_email.support_email_id;
    thread.subject := p_thread_subject;
    thread.customer_id := p_email.customer_id;
    thread.participants := p_people;
    thread.gmail_thread_id := p_gmail_thread_id;
    thread.team := p_mailbox_team;
    thread.status := 'open';
    thread.priority := 'normal';
    thread.version := 1;
    -- The older of two counts more, also when one batch began both.
    thread.created_at := clock_timestamp();
    thread.updated_at := now();
  end if;
  if v_refused is not null and thread.possible_duplicate_of is null and v_refused <> thread.id then
    thread.possible_duplicate_of := v_refused;
    thread.possible_duplicate_reason := case v_why
      when 'ticket' then 'Its subject names the number of that thread, but its writer has no part in it.'
      when 'gmail_thread' then 'Gmail sees them together, but its writer has no part in that thread.'
      else 'It refers to a message of that thread, but its writer has no part in it.'
    end;
    update public.email_threads t set possible_duplicate_of = thread.possible_duplicate_of, possible_duplicate_reason = thread.possible_duplicate_reason
    where t.id = thread.id;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.email_search_text (
  p_text text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  AS $function$ select pg_catalog.regexp_replace(pg_catalog.translate(p_text, '/?=&', '    '), '([[:alnum:]])-([0-9])', '\1 \2', 'g') $function$;

CREATE OR REPLACE FUNCTION public.is_delivery_report (
  p_kind        text,
  p_kind_reason text
)
  RETURNS boolean
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select p_kind = 'bounce' or (p_kind = 'auto_reply' and p_kind_reason ~ ', (delayed|delivered|relayed|expanded)$')
$function$;

REVOKE ALL ON FUNCTION "public"."is_delivery_report"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.join_email_threads (
  p_thread_id uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_thread public.email_threads;
  v_other  uuid;
begin
  loop
    select * into v_thread from public.email_threads t where t.id = p_thread_id;
    with mine as (
      select e.id, e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, e.direction, e.kind, e.kind_reason, e as email, m.gmail_thread_id, public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as speakers
      from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
    ), links as (
      -- What it refers to,
      select o.thread_id, mine.speakers, null::text[] as their_speakers, public.is_delivery_report(mine.kind, mine.kind_reason) and o.direction = 'outbound' as is_certain
      from mine cross join lateral unnest(mine.reference_ids) r (id)
      cross join lateral (
        select * from public.emails a where a.support_email_id = v_thread.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) o
      where o.thread_id <> p_thread_id
      union all
      -- what refers to it,
      select o.thread_id, null, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), public.is_delivery_report(o.kind, o.kind_reason) and mine.direction = 'outbound'
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what Gmail sees together with it,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
      join public.emails o on o.mailbox_message_id = g.id and o.thread_id <> p_thread_id
      where g.support_email_id = v_thread.support_email_id
      union all
      -- what names the same number,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what refers to the same.
      select o.thread_id, null, null, true
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids && (mine.reference_ids collate "C") and a.reference_ids <> '{}' and mine.reference_ids <> '{}' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id and public.speak_to_each_other(mine.email, o)
    )
    select t.id into v_other from links l join public.email_threads t on t.id = l.thread_id
    where l.is_certain or l.speakers && t.participants or l.their_speakers && v_thread.participants
    order by t.created_at, t.id limit 1;
    exit when v_other is null;
    p_thread_id := public.join_two_threads(p_thread_id, v_other);
  end loop;
  return p_thread_id;
end $function$;

CREATE OR REPLACE FUNCTION public.kind_of_mail (
  p_mail    jsonb,
  p_address text,
  p_is_ours boolean
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select case
    when p_mail ->> 'kind' = 'loop' and p_is_ours then 'message'
    when p_mail ->> 'kind' = 'list' and p_mail ->> 'list_id' = pg_catalog.replace(p_address, '@', '.') then 'message'
    else p_mail ->> 'kind'
  end
$function$;

REVOKE ALL ON FUNCTION "public"."kind_of_mail"(jsonb, text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_on_writer (
  p_given public.given_email,
  p_mail  jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select case when p_given.writer ->> 'email' <> p_mail -> 'from' ->> 'email' then pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'code', 'from_rewritten', 'message', pg_catalog.format('From says %s, which is one of our mailboxes; who wrote it is named by Reply-To.', p_mail -> 'from' ->> 'email')))
  else '[]' end
$function$;

REVOKE ALL ON FUNCTION "public"."note_on_writer"(public.given_email, jsonb) FROM PUBLIC, "anon", "authenticated";

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
    where not exists (select from public.support_emails s where s.email_address = r ->> 'email')
  ) p (email)
  where p_kind <> 'bounce'
$function$;

CREATE OR REPLACE FUNCTION public.prepare_email (
  p_email        public.emails,
  p_given        public.given_email,
  p_mailbox      public.support_emails,
  p_mail         jsonb,
  p_may_be_known boolean,
  p_busy         uuid[],
  OUT            placed public.placed_email,
  OUT            must_wait boolean
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_place  record;
  v_thread public.email_threads;
  v_is_new boolean;
begin
  select * into v_place
  from public.choose_email_thread(p_email, p_given.people, (p_given.message).gmail_thread_id, p_given.ticket_tag, p_mail ->> 'thread_subject', p_mailbox.team, p_may_be_known, p_busy);
  must_wait := v_place.must_wait;
  if must_wait then
    return;
  end if;
  v_thread := v_place.thread;
  v_is_new := v_place.reason like 'new%';
  if not v_is_new then
    -- A person who writes again opens the matter again; spam stays spam.
    if p_email.direction = 'inbound' and p_email.kind = 'message' and v_thread.status not in ('open', 'spam') then
      update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread.id and e.status <> 'open';
      update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = v_thread.id returning * into v_thread;
    end if;
    if p_email.received_at < v_thread.first_message_at or (v_thread.customer_id is null and p_email.customer_id is not null)
      or (v_thread.gmail_thread_id is null and (p_given.message).gmail_thread_id is not null)
    then
      update public.email_threads t set
        subject = case when p_email.received_at < v_thread.first_message_at then p_mail ->> 'thread_subject' else t.subject end,
        customer_id = coalesce(t.customer_id, p_email.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, (p_given.message).gmail_thread_id)
      where t.id = v_thread.id;
    end if;
  end if;
  p_email.thread_id := v_thread.id;
  p_email.thread_reason := v_place.reason;
  p_email.status := v_thread.status;
  p_email.priority := v_thread.priority;
  p_email.team := v_thread.team;
  p_email.assignee_id := v_thread.assignee_id;
  if v_is_new then
    v_thread.message_count := 1;
    v_thread.inbound_count := (p_email.direction = 'inbound')::integer;
    v_thread.unread_count := (p_email.direction = 'inbound' and not p_email.is_read)::integer;
    v_thread.first_message_at := p_email.received_at;
    v_thread.last_message_at := p_email.received_at;
    v_thread.last_inbound_at := case when p_email.direction = 'inbound' then p_email.received_at end;
    v_thread.last_outbound_at := case when p_email.direction = 'outbound' then p_email.received_at end;
    v_thread.last_direction := p_email.direction;
    v_thread.snippet := p_email.snippet;
    placed.new_thread := v_thread;
  end if;
  placed.place := p_given.place;
  placed.email := p_email;
  placed.attachments := p_mail -> 'attachments';
  placed.bounce := p_mail -> 'bounce';
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_given.people <@ v_thread.participants));
end $function$;

CREATE OR REPLACE FUNCTION public.read_given_email (
  p_given       public.given_email,
  p_mail        jsonb,
  p_customer_id uuid
)
  RETURNS public.emails
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_email public.emails;
begin
  v_email.id := gen_random_uuid();
  v_email.support_email_id := (p_given.message).support_email_id;
  v_email.mailbox_message_id := (p_given.message).id;
  v_email.direction := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_email.kind := p_given.kind;
  v_email.kind_reason := case when v_email.kind = 'message' then '' else p_mail ->> 'kind_reason' end;
  v_email.message_id := p_mail ->> 'message_id';
  v_email.in_reply_to := p_mail ->> 'in_reply_to';
  v_email.reference_ids := p_given.reference_ids;
  v_email.from_email := coalesce(p_given.writer ->> 'email', '');
  v_email.from_name := coalesce(p_given.writer ->> 'name', '');
  v_email.reply_to := p_mail -> 'reply_to';
  v_email.to_recipients := p_mail -> 'to';
  v_email.cc_recipients := p_mail -> 'cc';
  v_email.bcc_recipients := p_mail -> 'bcc';
  v_email.subject := p_mail ->> 'subject';
  v_email.snippet := p_mail ->> 'snippet';
  v_email.sent_at := (p_mail ->> 'sent_at')::timestamptz;
  v_email.received_at := (p_given.message).received_at;
  v_email.size := (p_given.message).raw_size;
  v_email.attachment_count := jsonb_array_length(p_mail -> 'attachments');
  v_email.notes := (p_given.message).notes || (p_mail -> 'notes') || public.note_on_writer(p_given, p_mail);
  v_email.customer_id := p_customer_id;
  v_email.is_read := p_given.is_ours or '\Seen' = any ((p_given.message).flags);
  v_email.triage_state := case when not p_given.is_ours and v_email.kind = 'message' and v_email.received_at > now() - interval '14 days' then 'pending' else 'none' end;
  return v_email;
end $function$;

CREATE OR REPLACE FUNCTION public.renew_parsed_email (
  p_given       public.given_email,
  p_mail        jsonb,
  p_customer_id uuid,
  OUT           email_id uuid,
  OUT           outcome text
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_message   public.mailbox_messages := p_given.message;
  v_email     public.emails;
  v_direction text := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_turns     boolean;
  v_is_new    boolean;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = v_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = v_message.email_id for update;
  email_id := v_email.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  v_turns := v_email.direction <> v_direction;
  v_is_new := v_turns or v_email.from_email <> coalesce(p_given.writer ->> 'email', '');
  update public.emails e set
    direction = v_direction, kind = p_given.kind, kind_reason = case when p_given.kind = 'message' then '' else p_mail ->> 'kind_reason' end,
    from_email = coalesce(p_given.writer ->> 'email', ''), from_name = coalesce(p_given.writer ->> 'name', ''), customer_id = case when v_is_new then p_customer_id else e.customer_id end,
    is_read = case when v_turns then p_given.is_ours or '\Seen' = any (v_message.flags) else e.is_read end,
    triage_state = case
      when not v_turns then e.triage_state
      when not p_given.is_ours and p_given.kind = 'message' and e.triaged_at is null and e.received_at > now() - interval '14 days' then 'pending'
      when e.triage_state = 'pending' then 'none'
      else e.triage_state
    end,
    reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = v_message.notes || (p_mail -> 'notes') || public.note_on_writer(p_given, p_mail), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
  if v_is_new then
    update public.email_threads t set
      customer_id = coalesce(t.customer_id, p_customer_id), participants = array(
        select distinct p from unnest(t.participants || p_given.people) p where not (p_given.is_ours and p = v_email.from_email) order by p)
    where t.id = v_email.thread_id;
  end if;
  if exists (select from public.emails e where e.id = v_email.id and e.triage_state = 'pending' and v_turns) then
    perform graphile_worker.add_job('emails.triage', json_build_object('email_ids', json_build_array(v_email.id)), priority => 10);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.speak_to_each_other (
  p_one   public.emails,
  p_other public.emails
)
  RETURNS boolean
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_one   jsonb := p_one.to_recipients || p_one.cc_recipients || p_one.bcc_recipients;
  v_other jsonb := p_other.to_recipients || p_other.cc_recipients || p_other.bcc_recipients;
begin
  return public.email_speakers(p_one.direction, p_one.kind, p_one.from_email, v_one) && public.email_people(p_other.direction, p_other.kind, p_other.from_email, v_other)
    and public.email_speakers(p_other.direction, p_other.kind, p_other.from_email, v_other) && public.email_people(p_one.direction, p_one.kind, p_one.from_email, v_one);
end $function$;

REVOKE ALL ON FUNCTION "public"."speak_to_each_other"(public.emails, public.emails) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_mailbox_messages (
  p_support_email_id uuid,
  p_folder           text,
  p_role             text,
  p_known_validity   text,
  p_uid_validity     text,
  p_last_uid         bigint,
  p_messages         jsonb,
  OUT                stored integer,
  OUT                known integer
)
  RETURNS record
  LANGUAGE plpgsql
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_validity text;
  v_new      uuid[];
begin
  perform from public.support_emails where id = p_support_email_id and deleted_at is null for key share;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  insert into public.mailbox_folders (support_email_id, path, role) values (p_support_email_id, p_folder, p_role) on conflict do nothing;
  select uid_validity into v_validity from public.mailbox_folders where support_email_id = p_support_email_id and path = p_folder for update;
  if v_validity not in (p_known_validity, p_uid_validity, '') then
    raise exception 'mailbox_cursor_moved' using errcode = 'P0409';
  end if;
  if v_validity not in (p_uid_validity, '') then
    -- The server numbers anew: the old places name nothing any more.
    delete from public.mailbox_places where support_email_id = p_support_email_id and folder = p_folder and uid_validity <> p_uid_validity;
  end if;

  -- In the order of their identities, so that two folders of a mailbox that hold the same messages do not wait for each other in a circle.
  with given as (
    select distinct on (m.identity collate "C") m.*
    from jsonb_to_recordset(p_messages) as m (
      uid bigint, identity text, raw_sha256 text, raw_size integer, received_at timestamptz, flags text[], labels text[],
      gmail_message_id text, gmail_thread_id text, notes jsonb)
    order by m.identity collate "C", m.uid
  ), added as (
    insert into public.mailbox_messages (
      support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes)
    select p_support_email_id, identity, raw_sha256, raw_size, p_role, received_at, coalesce(flags, '{}'), coalesce(labels, '{}'),
      gmail_message_id, gmail_thread_id, coalesce(notes, '[]')
    from given order by identity collate "C"
    on conflict (support_email_id, identity) do nothing
    returning id, received_at
  )
  select coalesce(array_agg(id order by received_at, id), '{}') into v_new from added;

  insert into public.mailbox_places (support_email_id, folder, uid_validity, uid, mailbox_message_id)
  select p_support_email_id, p_folder, p_uid_validity, given.uid, m.id
  from jsonb_to_recordset(p_messages) as given (uid bigint, identity text)
  cross join lateral (select * from public.mailbox_messages a where a.identity = given.identity offset 0) m
  where m.support_email_id = p_support_email_id
  on conflict do nothing;

  -- A copy that came another way leaves a trace; the caller has looked that it says nothing else.
  update public.mailbox_messages m set notes = m.notes || jsonb_build_object('code', 'copy_dropped', 'message',
    format('A copy that says the same was not kept: %s bytes, received at %s, seen in %s, SHA-256 %s.', given.raw_size, given.received_at, p_folder, given.raw_sha256))
  from jsonb_to_recordset(p_messages) as given (identity text, raw_sha256 text, raw_size integer, received_at text)
  where m.id in (select a.id from public.mailbox_messages a where a.identity = given.identity and a.support_email_id = p_support_email_id offset 0)
    and m.raw_sha256 <> given.raw_sha256 and jsonb_array_length(m.notes) < 20 and m.notes::text not like '%' || given.raw_sha256 || '%';
  -- One that was taken for somebody else's before it was seen in Sent, is read again.
  if p_role = 'sent' then
    perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', json_agg(m.id), 'again', true))
    from jsonb_to_recordset(p_messages) as given (identity text)
    cross join lateral (select * from public.mailbox_messages a where a.identity = given.identity offset 0) m
    join public.emails e on e.id = m.email_id
    where m.support_email_id = p_support_email_id and e.direction = 'inbound' and e.deleted_at is null
    having count(*) > 0;
  end if;

  update public.mailbox_folders
  set role = p_role, uid_validity = p_uid_validity, last_sync_at = now(),
    last_uid = case when uid_validity = p_uid_validity then greatest(last_uid, p_last_uid) else p_last_uid end,
    highest_modseq = case when uid_validity = p_uid_validity then highest_modseq else '' end
  where support_email_id = p_support_email_id and path = p_folder;

  stored := cardinality(v_new);
  known := jsonb_array_length(p_messages) - stored;
  if stored > 0 then
    perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', v_new[i : i + 49]))
    from generate_series(1, stored, 50) i;
    update public.support_emails
    set last_message_at = greatest(last_message_at, (select max((m ->> 'received_at')::timestamptz) from jsonb_array_elements(p_messages) m))
    where id = p_support_email_id;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.store_parsed_emails (
  p_emails jsonb,
  p_again  boolean DEFAULT false
)
  RETURNS TABLE (
    mailbox_message_id uuid,
    email_id           uuid,
    outcome            text
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
  v_mailbox   public.support_emails;
  v_all       public.given_email[];
  v_given     public.given_email;
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_customer  record;
  v_addresses text[] := '{}';
  v_customers uuid[] := '{}';
  v_email     public.emails;
  v_place     record;
  v_placed    public.placed_email;
  v_may_know  boolean;
  v_must_wait boolean;
  v_ids       text[] collate "C";
  v_known     text[];           -- what is named by e-mails that are written, or by those of this batch so far
  v_messages  uuid[] := '{}';   -- those of this batch that are done, with their e-mails
  v_emails    uuid[] := '{}';
  v_waiting   public.placed_email[] := '{}';
  v_busy      uuid[] := '{}';   -- the threads of those that wait
  v_met       text[] := '{}';   -- what those name
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in
    select s.* from public.support_emails s where s.id in (
      select b.support_email_id from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid)
    order by s.id
  loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox.id, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_emails) m
    cross join lateral (values (m ->> 'message_id'), (m ->> 'original_message_id'), (m -> 'bounce' ->> 'original_message_id')) i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select a ->> 'sha256' as sha256, (a ->> 'size')::bigint as size from jsonb_array_elements(p_emails) m, jsonb_array_elements(m -> 'attachments') a
    where a ->> 'sha256' is not null
    union all
    select b.raw_sha256, b.raw_size from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_emails) m)) order by b.id for update;

  -- Whose each is, and what it names. Of one that is an e-mail already, and the same, nobody asks for the customer.
  select array_agg(
    row(m.n - 1, b, i.is_sent, o.is_ours, coalesce(c.address, ''), case when o.is_ours then '' else coalesce(w.writer ->> 'name', '') end, p.people, r.ids, t.tag,
      array_remove(r.ids || (m.mail ->> 'message_id'), '') || array_remove(array['ticket ' || t.tag, 'gmail ' || b.gmail_thread_id], null), w.kind, w.writer)::public.given_email
    order by m.n)
  into v_all
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent') as is_sent offset 0
  ) i
  -- Under our own address forms and groups write, too: ours is what we know that we sent.
  cross join lateral (
    select i.is_sent or (coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) and exists (
      select from (select * from public.emails a where a.message_id = any (array[m.mail ->> 'message_id', m.mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
      where e.support_email_id = s.id and e.direction = 'outbound' and e.send_id is not null)) as is_ours offset 0
  ) o
  cross join lateral (
    select (m.mail -> 'to') || (m.mail -> 'cc') || (m.mail -> 'bcc') as recipients, case when o.is_ours then m.mail -> 'from' else public.writer_of_mail(m.mail) end as writer,
      public.kind_of_mail(m.mail, s.email_address, o.is_ours) as kind offset 0
  ) w
  left join lateral (
    select a.value ->> 'email' as address
    from jsonb_array_elements(case when o.is_ours then w.recipients else jsonb_build_array(w.writer) end) with ordinality a (value, n)
    where a.value ->> 'email' <> '' and not exists (select from public.support_emails x where x.email_address = a.value ->> 'email')
      and (b.state <> 'parsed' or (x.send_id is null and (x.direction, x.from_email) <> (case when o.is_ours then 'outbound' else 'inbound' end, coalesce(w.writer ->> 'email', ''))))
    order by a.n limit 1
  ) c on true
  cross join lateral (
    select array(
      select p from public.people_of_email(case when o.is_ours then 'outbound' else 'inbound' end, w.kind, coalesce(w.writer ->> 'email', ''), w.recipients) p
    ) as people offset 0
  ) p
  cross join lateral (
    -- A report names what it is about.
    select array(select jsonb_array_elements_text(m.mail -> 'reference_ids')) || array(
      select x.id from (values (m.mail -> 'bounce' ->> 'original_message_id')) x (id) where x.id <> '' and not (m.mail -> 'reference_ids') ? x.id) as ids offset 0
  ) r
  cross join lateral (select public.ticket_tag(m.mail ->> 'subject') as tag offset 0) t;

  -- What they name and is written already, or what others named, too, and is not here. Of what nobody named, no thread has to be looked for.
  v_ids := array(select unnest(g.reference_ids) from unnest(v_all) g);
  v_known := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_emails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.ticket_tag from (select distinct g.ticket_tag from unnest(v_all) g where g.ticket_tag is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.ticket_tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select (g.message).gmail_thread_id from unnest(v_all) g where (g.message).gmail_thread_id is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, c.name, c.is_person, i.customer_id, k.name = '' and c.name <> '' as gets_name
    from (
      select g.customer_address as address, max(g.customer_name) as name, bool_or(g.kind = 'message') as is_person
      from unnest(v_all) g where g.customer_address <> '' group by 1
    ) c
    left join public.customer_identities i on i.kind = 'email' and i.value = c.address
    left join public.customers k on k.id = i.customer_id
    order by c.address
  loop
    v_addresses := v_addresses || v_customer.address;
    v_customers := v_customers || case
      when v_customer.is_person and (v_customer.customer_id is null or v_customer.gets_name) then public.resolve_customer('email', v_customer.address, v_customer.name, 'email')
      else v_customer.customer_id
    end;
  end loop;

  foreach v_given in array v_all loop
    v_message := v_given.message;
    v_mail := p_emails -> v_given.place;
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    if v_message.id is null then
      outcome := 'gone';
    elsif mailbox_message_id = any (v_messages) then
      email_id := v_emails[array_position(v_messages, mailbox_message_id)];
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_mailbox.id is distinct from v_message.support_email_id then
        select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
      end if;
      if v_message.email_id is not null or v_given.is_ours then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]) r;
        else
          email_id := public.link_sent_email(v_message, v_given.is_sent, v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_given_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]);
        v_may_know := v_given.clues && v_known;
        v_must_wait := v_may_know and v_given.clues && v_met;
        if not v_must_wait then
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
          v_must_wait := v_place.must_wait;
        end if;
        if v_must_wait then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_given.clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
      v_messages := v_messages || mailbox_message_id;
      v_emails := v_emails || email_id;
      v_known := v_known || v_given.clues;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting, p_emails);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.words_of_email (
  p_subject    text,
  p_from_email text,
  p_from_name  text,
  p_to         jsonb,
  p_cc         jsonb,
  p_new_text   text,
  p_body_text  text
)
  RETURNS SETOF tsvector
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(
      pg_catalog.left(p_subject, 2000) || ' ' || coalesce(people.names, '') || ' '
      || pg_catalog.left(case when p_new_text <> '' then p_new_text else p_body_text end, 100000))))
    || pg_catalog.array_to_tsvector(coalesce(people.emails || people.domains, '{}'))
  from (
    select pg_catalog.string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names,
      pg_catalog.array_agg(pg_catalog.lower(p.email)) filter (where p.email like '%_@_%') as emails,
      pg_catalog.array_agg(pg_catalog.lower(pg_catalog.split_part(p.email, '@', -1))) filter (where p.email like '%_@_%') as domains
    from (
      select pg_catalog.left(p_from_email, 320) as email, pg_catalog.left(p_from_name, 500) as name
      union all
      select pg_catalog.left(r ->> 'email', 320), pg_catalog.left(r ->> 'name', 500)
      from (select r from pg_catalog.jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$function$;

CREATE OR REPLACE FUNCTION public.writer_of_mail (
  p_mail jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
begin
  if p_mail ->> 'kind' in ('loop', 'bounce') or not exists (select from public.support_emails s where s.email_address = p_mail -> 'from' ->> 'email') then
    return p_mail -> 'from';
  end if;
  return coalesce((
    select r.value from jsonb_array_elements(p_mail -> 'reply_to') with ordinality r (value, n)
    where r.value ->> 'email' <> '' and not exists (select from public.support_emails s where s.email_address = r.value ->> 'email')
    order by r.n limit 1), p_mail -> 'from');
end $function$;

REVOKE ALL ON FUNCTION "public"."writer_of_mail"(jsonb) FROM PUBLIC, "anon", "authenticated";

COMMENT ON COLUMN "public"."email_search"."words" IS 'Subject, people and what was written, without positions; addresses whole, too, and their domains. Long texts count with their beginning, so that it always fits. class: personal';

COMMENT ON COLUMN "public"."emails"."thread_reason" IS 'Why it is in its thread: new, forward, reply, reference, gmail_thread, ticket, joined, same_reference (it answers what others there answer); new with the reason when a reference was not believed. class: none';

REVOKE ALL ON FUNCTION "public"."is_delivery_report"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_delivery_report"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_delivery_report"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."kind_of_mail"(jsonb, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."kind_of_mail"(jsonb, text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."kind_of_mail"(jsonb, text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_on_writer"(public.given_email, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_on_writer"(public.given_email, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_on_writer"(public.given_email, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."renew_parsed_email"(public.given_email, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."speak_to_each_other"(public.emails, public.emails) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."speak_to_each_other"(public.emails, public.emails) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."speak_to_each_other"(public.emails, public.emails) TO "service_role";

REVOKE ALL ON FUNCTION "public"."writer_of_mail"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."writer_of_mail"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."writer_of_mail"(jsonb) TO "service_role";
