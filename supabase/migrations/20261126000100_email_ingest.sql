-- The way of a message into the tables, made shorter: new threads are written with their e-mails, whole and together, so that each is one row
-- version and one event; who wrote what is worked out once. And what is looked up is found by its own index, also before the tables were
-- analysed: `offset 0` keeps conditions that look rare then, such as `deleted_at is null`, from choosing a partial index of all rows, and
-- a number in a subject is compared in the collation of its index.

create index emails_ticket on public.emails (public.ticket_tag(subject) collate "C", support_email_id) where public.ticket_tag(subject) is not null;
drop index public.emails_ticket_tag;

/*
 * Counts threads anew. The rows are locked first, so that whoever comes second counts what the first has committed; the weak lock
 * lets foreign keys be checked meanwhile.
 */
create or replace function public.refresh_email_threads(p_ids uuid[]) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform from public.email_threads t where t.id = any (p_ids) order by t.id for no key update;
  update public.email_threads t set
    message_count = c.message_count, inbound_count = c.inbound_count, unread_count = c.unread_count,
    first_message_at = c.first_message_at, last_message_at = c.last_message_at,
    last_inbound_at = c.last_inbound_at, last_outbound_at = c.last_outbound_at,
    last_direction = l.direction, snippet = coalesce(l.snippet, ''), updated_at = now()
  from unnest(p_ids) i (id)
  cross join lateral (
    select count(*)::integer as message_count, count(*) filter (where e.direction = 'inbound')::integer as inbound_count,
      count(*) filter (where e.direction = 'inbound' and not e.is_read)::integer as unread_count,
      min(e.received_at) as first_message_at, max(e.received_at) as last_message_at,
      max(e.received_at) filter (where e.direction = 'inbound') as last_inbound_at,
      max(e.received_at) filter (where e.direction = 'outbound') as last_outbound_at
    from (select * from public.emails a where a.thread_id = i.id offset 0) e where e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from (select * from public.emails a where a.thread_id = i.id order by a.received_at desc, a.id desc offset 0) e
    where e.deleted_at is null limit 1
  ) l on true
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at, l.direction, coalesce(l.snippet, ''));
end $$;

/*
 * Writes a triage and shows it on its e-mail, in one transaction:
 * p_triage {"request_key", "adapter", "model", "prompt_version", "state", "result", "reason", "error_code", "error_message", "tokens", "ms"}.
 * Never touches a column in human_fields. Team and priority belong to the matter: only the first message of a customer in a thread sets them, on
 * the thread and all its e-mails, unless a person set them on one of these. With a request_key it happens once, and only while the e-mail waits
 * for it; otherwise it returns the newest triage, or nothing when there is none. Raises email_not_found.
 */
create or replace function public.apply_email_triage(p_email_id uuid, p_triage jsonb, p_requested_by uuid default null) returns setof public.email_triages
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread  uuid;
  v_email   public.emails;
  v_result  jsonb := p_triage -> 'result';
  v_id      uuid;
  v_opens   boolean;
  v_matter  text[] := '{}';
  v_own     text[];
  v_before  jsonb;
begin
  -- The thread first, as everybody else who changes both; once more when it was joined to another meanwhile.
  loop
    select e.thread_id into v_thread from public.emails e where e.id = p_email_id;
    perform from public.email_threads t where t.id = v_thread for update;
    select * into v_email from public.emails e where e.id = p_email_id for update;
    exit when v_email.id is null or v_email.thread_id = v_thread;
  end loop;
  if v_email.id is null or v_email.deleted_at is not null then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;

  if p_triage ->> 'request_key' is null or v_email.triage_state = 'pending' then
    insert into public.email_triages (email_id, request_key, adapter, model, prompt_version, state, result, reason, error_code, error_message, tokens, ms, requested_by)
    values (p_email_id, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''), coalesce(p_triage ->> 'prompt_version', ''),
      p_triage ->> 'state', v_result, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code', p_triage ->> 'error_message',
      coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
    on conflict (email_id, request_key) do nothing
    returning id into v_id;
  end if;
  if v_id is null then
    return query select t.* from public.email_triages t where t.email_id = p_email_id order by t.created_at desc, t.id desc limit 1;
    return;
  end if;

  v_opens := not exists (
    select from (select * from public.emails a where a.thread_id = v_email.thread_id offset 0) e
    where e.id <> v_email.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
      and (e.received_at, e.id) < (v_email.received_at, v_email.id));
  if v_opens then
    select coalesce(array_agg(f), '{}') into v_matter
    from unnest(array['team', 'priority']) f
    where not exists (select from public.emails e where e.thread_id = v_email.thread_id and f = any (e.human_fields))
      -- Whoever gave the mailbox a team has decided already.
      and not (f = 'team' and exists (select from public.support_emails s where s.id = v_email.support_email_id and s.team is not null));
  end if;
  v_own := array(select f from unnest(array['category', 'sentiment', 'language', 'summary', 'suggested_reply']) f where f <> all (v_email.human_fields));
  v_before := to_jsonb(v_email);

  update public.emails e set
    category = case when 'category' = any (v_own) then v_result ->> 'category' else e.category end,
    sentiment = case when 'sentiment' = any (v_own) then v_result ->> 'sentiment' else e.sentiment end,
    language = case when 'language' = any (v_own) then v_result ->> 'language' else e.language end,
    summary = case when 'summary' = any (v_own) then v_result ->> 'summary' else e.summary end,
    suggested_reply = case when 'suggested_reply' = any (v_own) then v_result ->> 'suggested_reply' else e.suggested_reply end,
    team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
    priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
    triage_state = case p_triage ->> 'state' when 'blocked' then 'blocked' else 'done' end,
    triaged_at = now(), version = e.version + 1, updated_at = now()
  where e.id = p_email_id;

  -- A statement has its triggers work also when it changes nothing.
  if v_matter <> '{}' then
    if exists (select from public.emails e where e.thread_id = v_email.thread_id and e.id <> v_email.id) then
      update public.emails e set
        team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
        priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
        version = e.version + 1, updated_at = now()
      where e.thread_id = v_email.thread_id and e.id <> v_email.id
        and (('team' = any (v_matter) and e.team is distinct from v_result ->> 'team')
          or ('priority' = any (v_matter) and e.priority is distinct from v_result ->> 'priority'));
    end if;
    update public.email_threads t set
      team = case when 'team' = any (v_matter) then v_result ->> 'team' else t.team end,
      priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else t.priority end,
      version = t.version + 1, updated_at = now()
    where t.id = v_email.thread_id
      and (('team' = any (v_matter) and t.team is distinct from v_result ->> 'team')
        or ('priority' = any (v_matter) and t.priority is distinct from v_result ->> 'priority'));
  end if;

  -- What happens by itself is told by email_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'emails', p_email_id::text, public.triage_fields(v_before), public.triage_fields((select to_jsonb(e) from public.emails e where e.id = p_email_id)), p_requested_by);
  end if;
  return query update public.email_triages t set applied = v_own || v_matter where t.id = v_id returning t.*;
end $$;

-- The thread that begins with it, not written yet.
alter type public.placed_email add attribute new_thread public.email_threads;

/*
 * Joins to a thread all others that belong to it, now that it has more people or messages than before. What makes two threads one grows
 * with both, so that the outcome does not depend on the order in which messages came. Returns the thread that is left.
 */
create or replace function public.join_email_threads(p_thread_id uuid) returns uuid
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread public.email_threads;
  v_other  uuid;
begin
  loop
    select * into v_thread from public.email_threads t where t.id = p_thread_id;
    with mine as (
      select e.id, e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, e.direction, e.kind, m.gmail_thread_id, public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as speakers
      from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
    ), links as (
      -- What it refers to,
      select o.thread_id, mine.speakers, null::text[] as their_speakers, mine.kind = 'bounce' and o.direction = 'outbound' as is_report
      from mine cross join lateral unnest(mine.reference_ids) r (id)
      cross join lateral (
        select * from public.emails a where a.support_email_id = v_thread.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) o
      where o.thread_id <> p_thread_id
      union all
      -- what refers to it,
      select o.thread_id, null, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), o.kind = 'bounce' and mine.direction = 'outbound'
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what Gmail sees together with it,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.mailbox_messages m where m.support_email_id = v_thread.support_email_id and m.gmail_thread_id = mine.gmail_thread_id offset 0) g
      join public.emails o on o.mailbox_message_id = g.id and o.thread_id <> p_thread_id
      union all
      -- what names the same number.
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
    )
    select t.id into v_other from links l join public.email_threads t on t.id = l.thread_id
    where l.is_report or l.speakers && t.participants or l.their_speakers && v_thread.participants
    order by t.created_at, t.id limit 1;
    exit when v_other is null;
    p_thread_id := public.join_two_threads(p_thread_id, v_other);
  end loop;
  return p_thread_id;
end $$;

/*
 * Finds the thread of an e-mail that is about to be written, or begins one, which is not written yet. A thread is its own only when its people agree: the writer
 * (or, when we wrote, a recipient) is one of the thread's. Otherwise it begins its own, which names the other as a possible duplicate.
 * Nothing is done, and must_wait is true, when a thread that comes into question is one of p_busy.
 *
 * The ways to find it are asked one by one, each by an index of its own, and only those that the e-mail has a word for.
 */
create or replace function public.place_email(
  p_email public.emails, p_people text[], p_gmail_thread_id text, p_ticket_tag text, p_thread_subject text, p_mailbox_team text, p_busy uuid[],
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
  if p_email.reference_ids <> '{}' then
    v_found := array(
      select row(e.thread_id, 1, r.n, case when r.id = p_email.in_reply_to then 'reply' else 'reference' end, null, p_email.kind = 'bounce' and e.direction = 'outbound')::public.email_thread_clue
      from unnest(p_email.reference_ids) with ordinality r (id, n)
      cross join lateral (
        select * from public.emails a where a.support_email_id = p_email.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e);
  end if;
  if p_gmail_thread_id is not null then
    v_found := v_found || array(
      select row(e.thread_id, 2, 0, 'gmail_thread', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from public.mailbox_messages g join public.emails e on e.mailbox_message_id = g.id
      where g.support_email_id = p_email.support_email_id and g.gmail_thread_id = p_gmail_thread_id);
  end if;
  if p_ticket_tag is not null then
    v_found := v_found || array(
      select row(e.thread_id, 3, 0, 'ticket', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = p_ticket_tag offset 0) e where e.support_email_id = p_email.support_email_id);
  end if;
  if p_email.message_id <> '' then
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
create or replace function public.prepare_email(
  p_email public.emails, p_people text[], p_message public.mailbox_messages, p_mailbox public.support_emails, p_mail jsonb, p_ticket_tag text, p_busy uuid[],
  out placed public.placed_email, out must_wait boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_place  record;
  v_thread public.email_threads;
  v_is_new boolean;
begin
  select * into v_place
  from public.place_email(p_email, p_people, p_message.gmail_thread_id, p_ticket_tag, p_mail ->> 'thread_subject', p_mailbox.team, p_busy);
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
    if p_message.received_at < v_thread.first_message_at or (v_thread.customer_id is null and p_email.customer_id is not null)
      or (v_thread.gmail_thread_id is null and p_message.gmail_thread_id is not null)
    then
      update public.email_threads t set
        subject = case when p_message.received_at < v_thread.first_message_at then p_mail ->> 'thread_subject' else t.subject end,
        customer_id = coalesce(t.customer_id, p_email.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, p_message.gmail_thread_id)
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
  placed.email := p_email;
  placed.attachments := p_mail -> 'attachments';
  placed.bounce := case when p_email.kind = 'bounce' then p_mail -> 'bounce' end;
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_people <@ v_thread.participants));
end $$;

/* Writes e-mails that are placed: all that is kept of e-mails is worked out once for all of them. */
create or replace function public.write_placed_emails(p_placed public.placed_email[]) returns void
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
    e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet, e.body_text, e.body_html, e.new_text, e.quoted_text,
    e.sent_at, e.received_at, e.size, e.attachment_count, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.team, e.assignee_id, e.triage_state
  from unnest(p_placed) p cross join lateral (select (p.email).* offset 0) e;
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
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_sent      boolean[];  -- by place in p_emails, as the two that follow
  v_ours      boolean[];
  v_addresses text[];
  v_known     text[] := '{}';
  v_customers uuid[] := '{}';
  v_customer  record;
  v_n         integer;
  v_email     public.emails;
  v_people    text[];
  v_tag       text;
  v_clues     text[];
  v_place     record;
  v_placed    public.placed_email;
  v_must_wait boolean;
  v_waiting   public.placed_email[] := '{}';
  v_messages  uuid[] := '{}';  -- theirs, with their e-mails
  v_emails    uuid[] := '{}';
  v_busy      uuid[] := '{}';  -- their threads
  v_met       text[] := '{}';  -- what they name
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
  perform from public.sends s where s.id in (
    select e.send_id from jsonb_array_elements(p_emails) m
    cross join lateral (values (m ->> 'message_id'), (m ->> 'original_message_id'), (m -> 'bounce' ->> 'original_message_id')) i (message_id)
    join public.emails e on e.message_id = i.message_id and e.message_id <> '' and e.send_id is not null)
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
  -- Whose each is. Of one that is an e-mail already nobody asks.
  select array_agg(o.is_sent order by m.n), array_agg(o.is_ours order by m.n),
    array_agg(case when b.state <> 'parsed' then public.customer_address(o.is_ours, m.mail) else '' end order by m.n)
  into v_sent, v_ours, v_addresses
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  cross join lateral (select public.is_sent_message(b.id, b.folder_role, b.labels) as is_sent offset 0) i
  cross join lateral (select i.is_sent, i.is_sent or coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) as is_ours offset 0) o;
  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, bool_or(c.kind = 'message') as is_person, max(c.name) as name from (
      select v_addresses[m.n] as address, m.mail ->> 'kind' as kind, case when v_ours[m.n] then '' else m.mail -> 'from' ->> 'name' end as name
      from jsonb_array_elements(p_emails) with ordinality m (mail, n)
    ) c where c.address <> '' group by c.address order by c.address
  loop
    v_known := v_known || v_customer.address;
    v_customers := v_customers || case
      when v_customer.is_person then public.resolve_customer('email', v_customer.address, coalesce(v_customer.name, ''), 'email')
      else (select i.customer_id from public.customer_identities i where i.kind = 'email' and i.value = v_customer.address)
    end;
  end loop;

  for v_mail, v_n in select m.value, m.n from jsonb_array_elements(p_emails) with ordinality m (value, n) order by m.n loop
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    select * into v_message from public.mailbox_messages b where b.id = mailbox_message_id for update;
    if not found then
      outcome := 'gone';
    elsif mailbox_message_id = any (v_messages) then
      email_id := v_emails[array_position(v_messages, mailbox_message_id)];
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_message.email_id is null and v_mailbox.id is distinct from v_message.support_email_id then
        select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
      end if;
      if v_message.email_id is not null or v_ours[v_n] then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting);
          v_waiting := '{}'; v_messages := '{}'; v_emails := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_message, v_mail) r;
        else
          email_id := public.link_sent_email(v_message, v_sent[v_n], v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_parsed_email(v_message, v_ours[v_n], v_mail, v_customers[array_position(v_known, v_addresses[v_n])]);
        v_people := public.email_people(v_email.direction, v_email.kind, v_email.from_email, v_email.to_recipients || v_email.cc_recipients || v_email.bcc_recipients);
        v_tag := public.ticket_tag(v_email.subject);
        v_clues := array_remove(v_email.reference_ids || v_email.message_id, '') || array_remove(array['ticket ' || v_tag, 'gmail ' || v_message.gmail_thread_id], null);
        v_must_wait := v_clues && v_met;
        if not v_must_wait then
          select * into v_place from public.prepare_email(v_email, v_people, v_message, v_mailbox, v_mail, v_tag, v_busy);
          v_must_wait := v_place.must_wait;
        end if;
        if v_must_wait then
          perform public.write_placed_emails(v_waiting);
          v_waiting := '{}'; v_messages := '{}'; v_emails := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_people, v_message, v_mailbox, v_mail, v_tag, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_messages := v_messages || v_message.id;
        v_emails := v_emails || v_email.id;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting);
          v_waiting := '{}'; v_messages := '{}'; v_emails := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting);
  end if;
end $$;
