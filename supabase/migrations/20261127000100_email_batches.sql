-- What one message asks the database, a batch asks at once: a statement has a price of its own, and it was paid several times for each message.

-- Search: the words of many e-mails by one statement ---------------------------------------------------------

-- Without a setting of its own it becomes part of the statement that uses it.
create or replace function public.email_search_text(p_text text) returns text
language sql immutable as $$ select pg_catalog.regexp_replace(p_text, '([[:alnum:]])-([0-9])', '\1 \2', 'g') $$;

/* The words of an e-mail, one row, to be joined. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.words_of_email(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns setof tsvector
language sql immutable as $$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(
      pg_catalog.left(p_subject, 2000) || ' ' || coalesce(people.names, '') || ' '
      || pg_catalog.left(case when p_new_text <> '' then p_new_text else p_body_text end, 100000))))
    || pg_catalog.array_to_tsvector(coalesce(people.emails, '{}'))
  from (
    select pg_catalog.string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names,
      pg_catalog.array_agg(pg_catalog.lower(p.email)) filter (where p.email <> '') as emails
    from (
      select pg_catalog.left(p_from_email, 320) as email, pg_catalog.left(p_from_name, 500) as name
      union all
      select pg_catalog.left(r ->> 'email', 320), pg_catalog.left(r ->> 'name', 500)
      from (select r from pg_catalog.jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$$;

create or replace function public.email_words(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns tsvector
language sql immutable set search_path = '' as $$
  select w from public.words_of_email(p_subject, p_from_email, p_from_name, p_to, p_cc, p_new_text, p_body_text) w
$$;

create or replace function public.add_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at, w.words
  from new_rows n
  cross join lateral public.words_of_email(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text) w (words)
  where n.deleted_at is null;
  return null;
end $$;

-- People: of many e-mails by one statement -------------------------------------------------------------------

/* The other side of an e-mail, one row each, to be joined: see email_people. */
create function public.people_of_email(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns setof text
language sql stable as $$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> ''
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.email_address = r ->> 'email')
  ) p (email)
  where p_kind <> 'bounce'
$$;

create or replace function public.email_people(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return array(select p from public.people_of_email(p_direction, p_kind, p_from, p_recipients) p);
end $$;

create or replace function public.count_email_threads() returns trigger
language plpgsql security definer set search_path = '' as $$
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
      where (n.thread_id, n.direction, n.is_read, n.deleted_at, n.received_at, n.snippet) is distinct from (o.thread_id, o.direction, o.is_read, o.deleted_at, o.received_at, o.snippet)
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
end $$;

-- Storing ----------------------------------------------------------------------------------------------------

/* What was parsed, with what is asked of the database about it. */
create type public.given_email as (
  place            integer,                  -- in what was given, from 0
  message          public.mailbox_messages,  -- null when it is gone
  is_sent          boolean,                  -- it lies, or lay, in the Sent folder
  is_ours          boolean,                  -- we wrote it
  customer_address text,                     -- of who wrote, or of the first to whom we wrote; empty when all are our own, or it is an e-mail already
  customer_name    text,
  people           text[],
  reference_ids    text[],
  ticket_tag       text,
  clues            text[]                    -- what it names: messages, itself too, and the numbers of threads
);

alter type public.placed_email add attribute place integer;

/* The e-mail that a message is, without a thread yet and without its texts: those are long, and go straight from what was parsed into the table. */
create function public.read_given_email(p_given public.given_email, p_mail jsonb, p_customer_id uuid) returns public.emails
language plpgsql stable set search_path = '' as $$
declare
  v_email public.emails;
begin
  v_email.id := gen_random_uuid();
  v_email.support_email_id := (p_given.message).support_email_id;
  v_email.mailbox_message_id := (p_given.message).id;
  v_email.direction := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_email.kind := case when p_given.is_ours and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end;
  v_email.kind_reason := case when v_email.kind = 'message' then '' else p_mail ->> 'kind_reason' end;
  v_email.message_id := p_mail ->> 'message_id';
  v_email.in_reply_to := p_mail ->> 'in_reply_to';
  v_email.reference_ids := p_given.reference_ids;
  v_email.from_email := coalesce(p_mail -> 'from' ->> 'email', '');
  v_email.from_name := coalesce(p_mail -> 'from' ->> 'name', '');
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
  v_email.notes := (p_given.message).notes || (p_mail -> 'notes');
  v_email.customer_id := p_customer_id;
  v_email.is_read := p_given.is_ours or '\Seen' = any ((p_given.message).flags);
  v_email.triage_state := case when not p_given.is_ours and v_email.kind = 'message' and v_email.received_at > now() - interval '14 days' then 'pending' else 'none' end;
  return v_email;
end $$;

/*
 * Finds the thread of an e-mail that is about to be written, or begins one, which is not written yet. A thread is its own only when its people agree: the writer
 * (or, when we wrote, a recipient) is one of the thread's. Otherwise it begins its own, which names the other as a possible duplicate.
 * Nothing is done, and must_wait is true, when a thread that comes into question is one of p_busy.
 *
 * The ways to find it are asked one by one, each by an index of its own, and only those that the e-mail has a word for; none when the
 * caller knows that nothing is known of what it names.
 */
create function public.place_email(
  p_email public.emails, p_people text[], p_gmail_thread_id text, p_ticket_tag text, p_thread_subject text, p_mailbox_team text, p_may_be_known boolean, p_busy uuid[],
  out thread public.email_threads, out reason text, out others uuid[], out has_refused boolean, out must_wait boolean
)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
      select row(e.thread_id, 1, r.n, case when r.id = p_email.in_reply_to then 'reply' else 'reference' end, null, p_email.kind = 'bounce' and e.direction = 'outbound')::public.email_thread_clue
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
      select row(e.thread_id, 4, 0, 'joined', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), e.kind = 'bounce' and p_email.direction = 'outbound')::public.email_thread_clue
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
        bool_or(f.is_report or (f.rank < 4 and v_speakers && t.participants) or coalesce(f.their_speakers && p_people, false)) as is_believed
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
end $$;

/* Finds the thread of an e-mail and makes it ready to be written. Nothing is done, and must_wait is true, when that may be one of p_busy. */
create function public.prepare_email(
  p_email public.emails, p_given public.given_email, p_mailbox public.support_emails, p_mail jsonb, p_may_be_known boolean, p_busy uuid[],
  out placed public.placed_email, out must_wait boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_place  record;
  v_thread public.email_threads;
  v_is_new boolean;
begin
  select * into v_place
  from public.place_email(p_email, p_given.people, (p_given.message).gmail_thread_id, p_given.ticket_tag, p_mail ->> 'thread_subject', p_mailbox.team, p_may_be_known, p_busy);
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
  placed.bounce := case when p_email.kind = 'bounce' then p_mail -> 'bounce' end;
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_given.people <@ v_thread.participants));
end $$;

/* Writes e-mails that are placed, with their texts from what was given: all that is kept of e-mails is worked out once for all of them. */
create function public.write_placed_emails(p_placed public.placed_email[], p_emails jsonb) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_placed public.placed_email;
  v_thread uuid;
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, last_direction, snippet, status, priority, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.gmail_thread_id, t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at,
    t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.possible_duplicate_of, t.possible_duplicate_reason, t.created_at
  from unnest(p_placed) p cross join lateral (select (p.new_thread).* offset 0) t
  where t.id is not null;
  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to, e.reference_ids,
    e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet,
    m.mail ->> 'body_text', m.mail ->> 'body_html', m.mail ->> 'new_text', m.mail ->> 'quoted_text',
    e.sent_at, e.received_at, e.size, e.attachment_count, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.team, e.assignee_id, e.triage_state
  from unnest(p_placed) p cross join lateral (select (p.email).* offset 0) e cross join lateral (select p_emails -> p.place as mail offset 0) m;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (p.email).id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from unnest(p_placed) p cross join lateral jsonb_array_elements(p.attachments) with ordinality a (value, n)
  where (p.email).attachment_count > 0;
  update public.mailbox_messages b set state = 'parsed', email_id = (p.email).id, parsed_at = now(), error_code = null, error_message = null
  from unnest(p_placed) p where b.id = (p.email).mailbox_message_id;
  -- Behind whatever else waits: an e-mail is to be seen first.
  perform graphile_worker.add_jobs(array(
    select row('emails.triage', json_build_object('email_id', (p.email).id), null, null, null, null, 10, null)::graphile_worker.job_spec
    from unnest(p_placed) p where (p.email).triage_state = 'pending'));

  foreach v_placed in array p_placed loop
    continue when not (v_placed.joins or v_placed.has_refused or v_placed.bounce is not null);
    v_thread := (v_placed.email).thread_id;
    -- It may have brought together what was apart: others of its own, or others of the people whom it adds.
    if v_placed.joins then
      v_thread := public.join_email_threads(v_thread);
    end if;
    if v_placed.has_refused then
      -- What answers it and is not believed, points to it.
      update public.email_threads t set possible_duplicate_of = v_thread,
        possible_duplicate_reason = 'It refers to a message of that thread, but its writer has no part in it.'
      from (select * from public.emails a where a.reference_ids @> array[(v_placed.email).message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = (v_placed.email).support_email_id
        and e.thread_id = t.id and t.id <> v_thread and t.possible_duplicate_of is null;
    end if;
    if v_placed.bounce is not null then
      perform public.apply_email_bounce((v_placed.email).support_email_id, (v_placed.email).mailbox_message_id, v_placed.bounce);
    end if;
  end loop;
end $$;

/*
 * Stores what was parsed, all or nothing: [{"mailbox_message_id", …}], the shape that emailParsing.repository.ts writes. A message
 * that is parsed already is left alone; with p_again its e-mail is read anew. Returns what became of each: stored, own (the copy of
 * what we sent), known, renewed, deleted, gone.
 *
 * E-mails are placed one by one and written together. One that may have to do with an e-mail that waits to be written (it names the
 * same messages, the same number, or may belong to the same thread) is placed when that is written.
 */
create or replace function public.store_parsed_emails(p_emails jsonb, p_again boolean default false) returns table (mailbox_message_id uuid, email_id uuid, outcome text)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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

  -- Whose each is, and what it names. Of one that is an e-mail already nobody asks for the customer.
  select array_agg(
    row(m.n - 1, b, i.is_sent, o.is_ours, coalesce(c.address, ''), case when o.is_ours then '' else coalesce(m.mail -> 'from' ->> 'name', '') end, p.people, r.ids, t.tag,
      array_remove(r.ids || (m.mail ->> 'message_id'), '') || array_remove(array['ticket ' || t.tag, 'gmail ' || b.gmail_thread_id], null))::public.given_email
    order by m.n)
  into v_all
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  cross join lateral (
    select b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent') as is_sent offset 0
  ) i
  cross join lateral (select i.is_sent or coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) as is_ours offset 0) o
  cross join lateral (select (m.mail -> 'to') || (m.mail -> 'cc') || (m.mail -> 'bcc') as recipients offset 0) w
  left join lateral (
    select a.value ->> 'email' as address
    from jsonb_array_elements(case when o.is_ours then w.recipients else jsonb_build_array(m.mail -> 'from') end) with ordinality a (value, n)
    where a.value ->> 'email' <> '' and b.state <> 'parsed' and not exists (select from public.support_emails x where x.email_address = a.value ->> 'email')
    order by a.n limit 1
  ) c on true
  cross join lateral (
    select array(
      select p from public.people_of_email(case when o.is_ours then 'outbound' else 'inbound' end, m.mail ->> 'kind', coalesce(m.mail -> 'from' ->> 'email', ''), w.recipients) p
    ) as people offset 0
  ) p
  cross join lateral (
    -- A report names what it is about.
    select array(select jsonb_array_elements_text(m.mail -> 'reference_ids')) || array(
      select x.id from (values (m.mail -> 'bounce' ->> 'original_message_id')) x (id) where x.id <> '' and not (m.mail -> 'reference_ids') ? x.id) as ids offset 0
  ) r
  cross join lateral (select public.ticket_tag(m.mail ->> 'subject') as tag offset 0) t;

  -- What they name and is written already. Of what nobody named, no thread has to be looked for.
  v_ids := array(select m ->> 'message_id' from jsonb_array_elements(p_emails) m where m ->> 'message_id' <> '');
  v_known := array(
    select e.message_id from public.emails e
    where e.message_id = any (array(select unnest(g.reference_ids) from unnest(v_all) g)) and e.message_id <> ''
    union all
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
      select g.customer_address as address, max(g.customer_name) as name, bool_or(p_emails -> g.place ->> 'kind' = 'message') as is_person
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
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_message, v_mail) r;
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
end $$;

drop function public.prepare_email(public.emails, text[], public.mailbox_messages, public.support_emails, jsonb, text, uuid[]), public.write_placed_emails(public.placed_email[]),
  public.place_email(public.emails, text[], text, text, text, text, uuid[]), public.read_parsed_email(public.mailbox_messages, boolean, jsonb, uuid),
  public.is_sent_message(uuid, text, text[]), public.customer_address(boolean, jsonb);

revoke execute on function
  public.words_of_email(text, text, text, jsonb, jsonb, text, text), public.people_of_email(text, text, text, jsonb), public.read_given_email(public.given_email, jsonb, uuid),
  public.place_email(public.emails, text[], text, text, text, text, boolean, uuid[]),
  public.prepare_email(public.emails, public.given_email, public.support_emails, jsonb, boolean, uuid[]), public.write_placed_emails(public.placed_email[], jsonb)
from public, anon, authenticated;
grant execute on function public.words_of_email(text, text, text, jsonb, jsonb, text, text), public.people_of_email(text, text, text, jsonb) to service_role;
