-- Messages are looked up by what names them, and their mailbox is compared afterwards. Of a mailbox that is younger than the last analysis of the
-- tables the planner believes that it has hardly a message, so that any index that begins with the mailbox looked as good as the right one:
-- each lookup read the whole mailbox, and reading one in took time that grew with its square. What Gmail calls a thread was found by no
-- index at all: a function compares in the collation of its parameters, and that is "C".

create unique index mailbox_messages_identity on public.mailbox_messages (identity, support_email_id);
alter table public.mailbox_messages drop constraint mailbox_messages_support_email_id_identity_key;
alter table public.mailbox_messages alter column gmail_thread_id type text collate "C", alter column gmail_message_id type text collate "C";
create index mailbox_messages_gmail on public.mailbox_messages (gmail_thread_id, support_email_id) where gmail_thread_id is not null;
drop index public.mailbox_messages_gmail_thread;

/*
 * Stores what was fetched from one folder, moves the cursor, and adds the jobs that parse what is new: all or nothing, and twice is
 * once. p_messages: [{uid, identity, raw_sha256, raw_size, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes}], their
 * contents are in the file store already. p_known_validity is the UIDVALIDITY that the caller found here before; when another one was
 * written meanwhile, the caller is late: mailbox_cursor_moved. Raises support_email_not_found when the mailbox was removed.
 */
create or replace function public.store_mailbox_messages(
  p_support_email_id uuid, p_folder text, p_role text, p_known_validity text, p_uid_validity text, p_last_uid bigint, p_messages jsonb,
  out stored integer, out known integer
)
language plpgsql
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
end $$;

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
        select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
      join public.emails o on o.mailbox_message_id = g.id and o.thread_id <> p_thread_id
      where g.support_email_id = v_thread.support_email_id
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
      from (select * from public.mailbox_messages m where m.gmail_thread_id = p_gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
      where g.support_email_id = p_email.support_email_id);
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

/* Whether a message is the copy of what we sent ourselves. If so, its send is settled. */
create or replace function public.link_sent_email(p_message public.mailbox_messages, p_is_sent boolean, p_mail jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_own public.emails;
begin
  select * into v_own
  from (select * from public.emails a where a.message_id = any (array[p_mail ->> 'message_id', p_mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
  where e.support_email_id = p_message.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1;
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

/* Marks what a delivery report is about. */
create or replace function public.apply_email_bounce(p_support_email_id uuid, p_mailbox_message_id uuid, p_bounce jsonb) returns void
language plpgsql security definer set search_path = '' as $$
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
    perform public.advance_send(v_send, 'bounce_delayed', null, p_bounce, 'bounce:' || p_mailbox_message_id);
  end if;
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
