-- What becomes of a stored message: an e-mail in a thread, with its attachments and its customer; or a parked one.

/* A number of a matter in the subject, such as [#4711] or TKT-0042; null without one. It is believed only where the people agree. */
create function public.ticket_tag(p_subject text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return lower(coalesce(
    substring(p_subject from '\[#([[:alnum:]][[:alnum:]_-]{0,40})\]'),
    substring(p_subject from '\m([A-Za-z]{2,6}-[0-9]{1,12})\M'),
    substring(p_subject from '(?:^|[^[:alnum:]&])#([0-9]{2,12})\M')));
end $$;

create index emails_ticket_tag on public.emails (support_email_id, public.ticket_tag(subject)) where public.ticket_tag(subject) is not null;
-- In the collation of message_id: otherwise what is asked with a message_id does not find its way into it.
create index emails_references on public.emails using gin (reference_ids collate "C") with (fastupdate = off) where reference_ids <> '{}';
-- Also of removed mailboxes: their addresses stay ours.
create index support_emails_any_address on public.support_emails (email_address);
create index mailbox_messages_gmail_thread on public.mailbox_messages (support_email_id, gmail_thread_id) where gmail_thread_id is not null;

-- Small functions are plpgsql, not sql: their plans are kept, and they are asked several times per message.

-- People ----------------------------------------------------------------------------------------------

/* The other side of an e-mail: its writer, when he is not the mailbox itself, and its recipients but our own. Reports add nobody. */
create function public.email_people(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  if p_kind = 'bounce' then
    return '{}';
  end if;
  return array(
    select p_from where p_direction = 'inbound' and p_from <> ''
    union
    select r ->> 'email' from jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.email_address = r ->> 'email'));
end $$;

/* Those whose word decides whether an e-mail belongs to a thread: who wrote it, or to whom we wrote. */
create function public.email_speakers(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return case
    when p_direction = 'outbound' then public.email_people(p_direction, p_kind, p_from, p_recipients)
    when p_from = '' then '{}'
    else array[p_from]
  end;
end $$;

-- Counters --------------------------------------------------------------------------------------------

/*
 * Counts threads anew. The rows are locked first, so that whoever comes second counts what the first has committed; the weak lock
 * lets foreign keys be checked meanwhile.
 */
create function public.refresh_email_threads(p_ids uuid[]) returns void
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
    from public.emails e where e.thread_id = i.id and e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from public.emails e where e.thread_id = i.id and e.deleted_at is null order by e.received_at desc, e.id desc limit 1
  ) l on true
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at, l.direction, coalesce(l.snippet, ''));
end $$;

create function public.count_email_threads() returns trigger
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
      select n.thread_id, array_agg(distinct p) as people from new_rows n cross join lateral unnest(public.email_people(n.direction, n.kind, n.from_email, n.to_recipients || n.cc_recipients || n.bcc_recipients)) p
      group by n.thread_id
    ) w
    where t.id = w.thread_id and not w.people <@ t.participants;
  end if;
  return null;
end $$;
create trigger count_threads_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.count_email_threads();

-- Threads ---------------------------------------------------------------------------------------------

/*
 * Makes one thread of two. The older one stays, with its people's decisions; what it has not, it takes from the other. One that is
 * open leaves the whole open, one that is spam leaves it spam.
 */
create function public.join_two_threads(p_one uuid, p_other uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_keep public.email_threads;
  v_drop public.email_threads;
begin
  perform from public.email_threads t where t.id in (p_one, p_other) order by t.id for update;
  select * into v_keep from public.email_threads t where t.id in (p_one, p_other) order by t.created_at, t.first_message_at, t.id limit 1;
  select * into v_drop from public.email_threads t where t.id in (p_one, p_other) and t.id <> v_keep.id;
  v_keep.status := case
    when 'spam' in (v_keep.status, v_drop.status) then 'spam'
    when 'open' in (v_keep.status, v_drop.status) then 'open'
    when 'pending' in (v_keep.status, v_drop.status) then 'pending'
    else v_keep.status
  end;
  v_keep.priority := case
    when array_position('{low,normal,high,urgent}', v_drop.priority) > array_position('{low,normal,high,urgent}', v_keep.priority) then v_drop.priority
    else v_keep.priority
  end;
  update public.email_threads t set
    -- The matter is called what its first message called it.
    subject = case when v_drop.first_message_at < v_keep.first_message_at then v_drop.subject else t.subject end,
    customer_id = coalesce(t.customer_id, v_drop.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, v_drop.gmail_thread_id),
    participants = array(select distinct p from unnest(t.participants || v_drop.participants) p order by p),
    status = v_keep.status, priority = v_keep.priority, team = coalesce(t.team, v_drop.team), assignee_id = coalesce(t.assignee_id, v_drop.assignee_id),
    possible_duplicate_of = nullif(coalesce(nullif(t.possible_duplicate_of, v_drop.id), v_drop.possible_duplicate_of), t.id),
    possible_duplicate_reason = case
      when t.possible_duplicate_of <> v_drop.id then t.possible_duplicate_reason
      when v_drop.possible_duplicate_of <> t.id then v_drop.possible_duplicate_reason
    end,
    version = t.version + 1, updated_at = now()
  where t.id = v_keep.id returning * into v_keep;
  update public.emails e set
    thread_id = v_keep.id, thread_reason = case when e.thread_id = v_keep.id then e.thread_reason else 'joined' end,
    status = v_keep.status, priority = v_keep.priority, team = v_keep.team, assignee_id = v_keep.assignee_id, version = e.version + 1, updated_at = now()
  where e.thread_id = v_drop.id
    or (e.thread_id = v_keep.id and (e.status, e.priority, e.team, e.assignee_id) is distinct from (v_keep.status, v_keep.priority, v_keep.team, v_keep.assignee_id));
  update public.email_threads t set possible_duplicate_of = v_keep.id where t.possible_duplicate_of = v_drop.id;
  delete from public.email_threads t where t.id = v_drop.id;
  return v_keep.id;
end $$;

/*
 * Joins to a thread all others that belong to it, now that it has more people or messages than before. What makes two threads one grows
 * with both, so that the outcome does not depend on the order in which messages came. Returns the thread that is left.
 */
create function public.join_email_threads(p_thread_id uuid) returns uuid
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
        select * from public.emails a where a.support_email_id = v_thread.support_email_id and public.ticket_tag(a.subject) = mine.ticket_tag offset 0) o
      where o.thread_id <> p_thread_id
    )
    select t.id into v_other from links l join public.email_threads t on t.id = l.thread_id
    where l.is_report or l.speakers && t.participants or l.their_speakers && v_thread.participants
    order by t.created_at, t.id limit 1;
    exit when v_other is null;
    p_thread_id := public.join_two_threads(p_thread_id, v_other);
  end loop;
  return p_thread_id;
end $$;

/* What speaks for a thread: how strong it is (1 the strongest), how near, why, and whose word decides when not the writer's. */
create type public.email_thread_clue as (
  thread_id      uuid,
  rank           integer,
  nearness       integer,
  reason         text,
  their_speakers text[],
  is_report      boolean
);

/*
 * Puts an e-mail that is about to be written into its thread, or a new one. A thread is its own only when its people agree: the writer
 * (or, when we wrote, a recipient) is one of the thread's. Otherwise it begins its own, which names the other as a possible duplicate.
 * Nothing is done, and must_wait is true, when a thread that comes into question is one of p_busy.
 *
 * The ways to find it are asked one by one, each by an index of its own, and only those that the e-mail has a word for.
 */
create function public.place_email(
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
      from public.emails e where e.support_email_id = p_email.support_email_id and public.ticket_tag(e.subject) = p_ticket_tag);
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
    -- The older of two counts more, also when one batch began both.
    insert into public.email_threads (support_email_id, subject, customer_id, participants, gmail_thread_id, team, created_at)
    values (p_email.support_email_id, p_thread_subject, p_email.customer_id, p_people, p_gmail_thread_id, p_mailbox_team, clock_timestamp())
    returning * into thread;
  end if;
  if v_refused is not null and thread.possible_duplicate_of is null and v_refused <> thread.id then
    update public.email_threads t set possible_duplicate_of = v_refused, possible_duplicate_reason = case v_why
      when 'ticket' then 'Its subject names the number of that thread, but its writer has no part in it.'
      when 'gmail_thread' then 'Gmail sees them together, but its writer has no part in that thread.'
      else 'It refers to a message of that thread, but its writer has no part in it.'
    end where t.id = thread.id returning * into thread;
  end if;
end $$;

-- Storing ---------------------------------------------------------------------------------------------

/* Whether a message lies, or lay, in the Sent folder. */
create function public.is_sent_message(p_id uuid, p_role text, p_labels text[]) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return p_role = 'sent' or '\Sent' = any (p_labels) or exists (
    select from public.mailbox_places p join public.mailbox_folders f on f.support_email_id = p.support_email_id and f.path = p.folder
    where p.mailbox_message_id = p_id and f.role = 'sent');
end $$;

/* The address of the customer: of who wrote, or of the first to whom we wrote; empty when all are our own. */
create function public.customer_address(p_is_outbound boolean, p_mail jsonb) returns text
language plpgsql stable set search_path = '' as $$
begin
  return coalesce((
    select a.value ->> 'email'
    from jsonb_array_elements(case when p_is_outbound then (p_mail -> 'to') || (p_mail -> 'cc') || (p_mail -> 'bcc') else jsonb_build_array(p_mail -> 'from') end)
      with ordinality a (value, n)
    where a.value ->> 'email' <> '' and not exists (select from public.support_emails s where s.email_address = a.value ->> 'email')
    order by a.n limit 1), '');
end $$;

create function public.store_email_attachments(p_email_id uuid, p_attachments jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_attachments a where a.email_id = p_email_id and a.position >= jsonb_array_length(p_attachments);
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select p_email_id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_attachments) with ordinality a (value, n)
  on conflict (email_id, position) do update set
    sha256 = excluded.sha256, filename = excluded.filename, content_type = excluded.content_type, size = excluded.size, content_id = excluded.content_id,
    is_inline = excluded.is_inline, state = excluded.state, note = excluded.note;
end $$;

/* Marks what a delivery report is about. */
create function public.apply_email_bounce(p_support_email_id uuid, p_mailbox_message_id uuid, p_bounce jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send    uuid;
  v_failed  jsonb;
  v_words   text;
begin
  select e.send_id into v_send from public.emails e
  where e.message_id = p_bounce ->> 'original_message_id' and e.message_id <> '' and e.direction = 'outbound' and e.send_id is not null
  order by e.support_email_id = p_support_email_id desc limit 1;
  if v_send is null then
    return;
  end if;
  select jsonb_agg(r) into v_failed from jsonb_array_elements(p_bounce -> 'recipients') r where r ->> 'action' = 'failed';
  v_words := (select string_agg(concat_ws(' ', r ->> 'email', r ->> 'status', r ->> 'diagnostic'), '; ') from jsonb_array_elements(v_failed) r);
  if v_failed is not null then
    perform public.advance_send(v_send, 'bounce', 'failed', p_bounce, 'bounce:' || p_mailbox_message_id, null, 'bounced', coalesce(nullif(left(v_words, 1000), ''), 'It came back.'));
  else
    perform public.advance_send(v_send, 'bounce_delayed', null, p_bounce, 'bounce:' || p_mailbox_message_id);
  end if;
end $$;

/* An e-mail that has its thread and is about to be written, with what has to be done when it is. */
create type public.placed_email as (
  email       public.emails,
  attachments jsonb,
  bounce      jsonb,
  -- Others of the same matter, or new people, or a reference that was not believed: threads may have to be joined.
  joins       boolean,
  has_refused boolean
);

/* Whether a message is the copy of what we sent ourselves. If so, its send is settled. */
create function public.link_sent_email(p_message public.mailbox_messages, p_is_sent boolean, p_mail jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_own public.emails;
begin
  select * into v_own from public.emails e
  where e.support_email_id = p_message.support_email_id and e.message_id = any (array_remove(array[p_mail ->> 'message_id', p_mail ->> 'original_message_id'], ''))
    and e.message_id <> '' and e.direction = 'outbound' and e.send_id is not null limit 1;
  if not found then
    return null;
  end if;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_message.id), 'seen_in_sent:' || p_message.id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_message.id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  perform public.join_email_threads(v_own.thread_id);
  return v_own.id;
end $$;

/* The e-mail that a message is, without a thread yet. */
create function public.read_parsed_email(p_message public.mailbox_messages, p_is_outbound boolean, p_mail jsonb, p_customer_id uuid) returns public.emails
language plpgsql stable set search_path = '' as $$
declare
  v_email public.emails;
begin
  v_email.id := gen_random_uuid();
  v_email.support_email_id := p_message.support_email_id;
  v_email.mailbox_message_id := p_message.id;
  v_email.direction := case when p_is_outbound then 'outbound' else 'inbound' end;
  v_email.kind := case when p_is_outbound and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end;
  v_email.kind_reason := case when v_email.kind = 'message' then '' else p_mail ->> 'kind_reason' end;
  v_email.message_id := p_mail ->> 'message_id';
  v_email.in_reply_to := p_mail ->> 'in_reply_to';
  v_email.reference_ids := array(select jsonb_array_elements_text(p_mail -> 'reference_ids'));
  if p_mail -> 'bounce' ->> 'original_message_id' <> '' and not v_email.reference_ids @> array[p_mail -> 'bounce' ->> 'original_message_id'] then
    v_email.reference_ids := v_email.reference_ids || (p_mail -> 'bounce' ->> 'original_message_id');
  end if;
  v_email.from_email := coalesce(p_mail -> 'from' ->> 'email', '');
  v_email.from_name := coalesce(p_mail -> 'from' ->> 'name', '');
  v_email.reply_to := p_mail -> 'reply_to';
  v_email.to_recipients := p_mail -> 'to';
  v_email.cc_recipients := p_mail -> 'cc';
  v_email.bcc_recipients := p_mail -> 'bcc';
  v_email.subject := p_mail ->> 'subject';
  v_email.snippet := p_mail ->> 'snippet';
  v_email.body_text := p_mail ->> 'body_text';
  v_email.body_html := p_mail ->> 'body_html';
  v_email.new_text := p_mail ->> 'new_text';
  v_email.quoted_text := p_mail ->> 'quoted_text';
  v_email.sent_at := (p_mail ->> 'sent_at')::timestamptz;
  v_email.received_at := p_message.received_at;
  v_email.size := p_message.raw_size;
  v_email.attachment_count := jsonb_array_length(p_mail -> 'attachments');
  v_email.notes := p_message.notes || (p_mail -> 'notes');
  v_email.customer_id := p_customer_id;
  v_email.is_read := p_is_outbound or '\Seen' = any (p_message.flags);
  v_email.triage_state := case when not p_is_outbound and v_email.kind = 'message' and p_message.received_at > now() - interval '14 days' then 'pending' else 'none' end;
  return v_email;
end $$;

/* Finds the thread of an e-mail and makes it ready to be written. Nothing is done, and must_wait is true, when that may be one of p_busy. */
create function public.prepare_email(
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
  placed.email := p_email;
  placed.attachments := p_mail -> 'attachments';
  placed.bounce := case when p_email.kind = 'bounce' then p_mail -> 'bounce' end;
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_people <@ v_thread.participants));
end $$;

/* Writes e-mails that are placed: all that is kept of e-mails is worked out once for all of them. */
create function public.write_placed_emails(p_placed public.placed_email[]) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_placed public.placed_email;
  v_thread uuid;
begin
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
  perform graphile_worker.add_job('emails.triage', json_build_object('email_id', (p.email).id), priority => 10)
  from unnest(p_placed) p where (p.email).triage_state = 'pending';

  foreach v_placed in array p_placed loop
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

/* Reads an e-mail anew: what the parser made of it is replaced, what people and triage decided and its thread stay. */
create function public.renew_parsed_email(p_message public.mailbox_messages, p_mail jsonb, out email_id uuid, out outcome text)
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = p_message.email_id for update;
  email_id := v_email.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  update public.emails e set
    kind = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end,
    kind_reason = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then '' else p_mail ->> 'kind_reason' end,
    from_name = coalesce(p_mail -> 'from' ->> 'name', ''), reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = p_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
end $$;

/*
 * Stores what was parsed, all or nothing: [{"mailbox_message_id", …}], the shape that emailParsing.repository.ts writes. A message
 * that is parsed already is left alone; with p_again its e-mail is read anew. Returns what became of each: stored, own (the copy of
 * what we sent), known, renewed, deleted, gone.
 *
 * E-mails are placed one by one and written together. One that may have to do with an e-mail that waits to be written (it names the
 * same messages, the same number, or may belong to the same thread) is placed when that is written.
 */
create function public.store_parsed_emails(p_emails jsonb, p_again boolean default false) returns table (mailbox_message_id uuid, email_id uuid, outcome text)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_mailbox   public.support_emails;
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_customers jsonb := '{}';
  v_customer  record;
  v_is_sent   boolean;
  v_is_ours   boolean;
  v_email     public.emails;
  v_people    text[];
  v_tag       text;
  v_clues     text[];
  v_place     record;
  v_placed    public.placed_email;
  v_must_wait boolean;
  v_waiting   public.placed_email[] := '{}';
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
  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, bool_or(c.kind = 'message') as is_person, max(c.name) as name from (
      select public.customer_address(o.is_outbound, m.mail) as address, m.mail ->> 'kind' as kind,
        case when o.is_outbound then '' else m.mail -> 'from' ->> 'name' end as name
      from jsonb_array_elements(p_emails) m (mail) join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
      join public.support_emails s on s.id = b.support_email_id
      cross join lateral (select m.mail -> 'from' ->> 'email' = s.email_address or public.is_sent_message(b.id, b.folder_role, b.labels) as is_outbound offset 0) o
      where b.state <> 'parsed'
    ) c where c.address <> '' group by c.address order by c.address
  loop
    v_customers := v_customers || jsonb_build_object(v_customer.address, case
      when v_customer.is_person then public.resolve_customer('email', v_customer.address, coalesce(v_customer.name, ''), 'email')
      else (select i.customer_id from public.customer_identities i where i.kind = 'email' and i.value = v_customer.address)
    end);
  end loop;

  for v_mail in select m.value from jsonb_array_elements(p_emails) with ordinality m (value, n) order by m.n loop
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    select * into v_message from public.mailbox_messages b where b.id = mailbox_message_id for update;
    if not found then
      outcome := 'gone';
    elsif mailbox_message_id in (select (w.email).mailbox_message_id from unnest(v_waiting) w) then
      select (w.email).id into email_id from unnest(v_waiting) w where (w.email).mailbox_message_id = store_parsed_emails.mailbox_message_id;
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_message.email_id is null then
        if v_mailbox.id is distinct from v_message.support_email_id then
          select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
        end if;
        v_is_sent := public.is_sent_message(v_message.id, v_message.folder_role, v_message.labels);
        v_is_ours := v_is_sent or coalesce(v_mail -> 'from' ->> 'email' = v_mailbox.email_address, false);
      end if;
      if v_message.email_id is not null or v_is_ours then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_message, v_mail) r;
        else
          email_id := public.link_sent_email(v_message, v_is_sent, v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_parsed_email(v_message, v_is_ours, v_mail, (v_customers ->> public.customer_address(v_is_ours, v_mail))::uuid);
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
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_people, v_message, v_mailbox, v_mail, v_tag, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting);
  end if;
end $$;

/*
 * Parks messages that could not be read: [{"id", "code", "message", "may_heal"}]. What may heal is tried again, after 1, 4, 16 minutes
 * and so on, six times in all. One that is an e-mail already stays as it is.
 */
create function public.park_mailbox_messages(p_failures jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_failure jsonb;
  v_tries   integer;
begin
  for v_failure in select f from jsonb_array_elements(p_failures) f order by f ->> 'id' loop
    update public.mailbox_messages b set state = 'parked', attempts = b.attempts + 1, error_code = left(v_failure ->> 'code', 100), error_message = left(v_failure ->> 'message', 2000)
    where b.id = (v_failure ->> 'id')::uuid and b.state <> 'parsed' returning b.attempts into v_tries;
    if found and (v_failure ->> 'may_heal')::boolean and v_tries < 6 then
      perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', json_build_array(v_failure ->> 'id')),
        run_at => now() + interval '1 minute' * 4 ^ (v_tries - 1), job_key => 'emails.parse:' || (v_failure ->> 'id'));
    end if;
  end loop;
end $$;

/* Has messages read anew, by filter; with p_dry_run only counts them. */
create function public.reparse_mailbox_messages(
  p_support_email_id uuid, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean, p_actor_id uuid
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with chosen as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where (p_support_email_id is null or b.support_email_id = p_support_email_id) and (p_state is null or b.state = p_state)
      and (p_error_code is null or b.error_code = p_error_code) and (p_from is null or b.created_at >= p_from) and (p_to is null or b.created_at < p_to)
  ), batches as (
    select array_agg(c.id) as ids, count(*) as n from chosen c group by c.batch
  )
  select coalesce(sum(b.n), 0) into v_count from batches b
  left join lateral graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids, 'again', true)) job on not p_dry_run;
  if not p_dry_run then
    perform public.log_activity('reparse', 'mailbox_messages', 'by filter', null,
      jsonb_strip_nulls(jsonb_build_object('support_email_id', p_support_email_id, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'messages', v_count)), p_actor_id);
  end if;
  return v_count;
end $$;

/* The safety net: stored messages whose job is gone get a new one. */
create function public.requeue_mailbox_messages(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where b.state = 'stored' and b.created_at < now() - p_older_than order by b.created_at, b.id limit 5000
  ), batches as (
    select array_agg(s.id order by s.id) as ids from stuck s group by s.batch
  ), added as (
    select cardinality(b.ids) as n from batches b cross join lateral (
      select graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids), job_key => 'emails.requeue:' || b.ids[1])) job
  )
  select coalesce(sum(a.n), 0) into v_count from added a;
  return v_count;
end $$;

revoke execute on function public.requeue_mailbox_messages(interval) from public, anon, authenticated;
grant execute on function public.requeue_mailbox_messages(interval) to service_role;
revoke execute on function
  public.ticket_tag(text), public.email_people(text, text, text, jsonb), public.email_speakers(text, text, text, jsonb),
  public.refresh_email_threads(uuid[]), public.count_email_threads(), public.join_two_threads(uuid, uuid), public.join_email_threads(uuid),
  public.place_email(public.emails, text[], text, text, text, text, uuid[]), public.is_sent_message(uuid, text, text[]), public.customer_address(boolean, jsonb),
  public.store_email_attachments(uuid, jsonb), public.apply_email_bounce(uuid, uuid, jsonb),
  public.link_sent_email(public.mailbox_messages, boolean, jsonb), public.read_parsed_email(public.mailbox_messages, boolean, jsonb, uuid),
  public.prepare_email(public.emails, text[], public.mailbox_messages, public.support_emails, jsonb, text, uuid[]), public.write_placed_emails(public.placed_email[]),
  public.renew_parsed_email(public.mailbox_messages, jsonb),
  public.store_parsed_emails(jsonb, boolean), public.park_mailbox_messages(jsonb),
  public.reparse_mailbox_messages(uuid, text, text, timestamptz, timestamptz, boolean, uuid)
from public, anon, authenticated;
grant execute on function
  public.ticket_tag(text), public.email_people(text, text, text, jsonb), public.email_speakers(text, text, text, jsonb),
  public.refresh_email_threads(uuid[]), public.join_two_threads(uuid, uuid), public.join_email_threads(uuid),
  public.store_parsed_emails(jsonb, boolean), public.park_mailbox_messages(jsonb),
  public.reparse_mailbox_messages(uuid, text, text, timestamptz, timestamptz, boolean, uuid)
to service_role;
