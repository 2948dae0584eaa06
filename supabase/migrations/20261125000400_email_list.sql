-- The e-mail and thread lists: what they search, how they count, their indexes, their pages as finished text.
-- Why it counts this way: docs/decisions/email_counts_as_ledger.md.

-- Full-text search ---------------------------------------------------------------------------------

create table public.email_search (
  email_id    uuid primary key references public.emails (id) on delete cascade,
  received_at timestamptz not null,
  words       tsvector not null
);
comment on table public.email_search is 'What the search looks into, of e-mails that are not deleted. Kept by a trigger. access: service only';
comment on column public.email_search.words is
  'Subject, people and what was written, without positions; addresses whole, too. Long texts count with their beginning, so that it always fits.';
create index email_search_words on public.email_search using gin (words);
create index email_search_newest on public.email_search (received_at, email_id);

/* A number behind a hyphen is a number, not a negative one: QZ-778812 is found by 778812. */
create function public.email_search_text(p_text text) returns text
language sql immutable set search_path = '' as $$ select regexp_replace(p_text, '([[:alnum:]])-([0-9])', '\1 \2', 'g') $$;

/* The words of an e-mail. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.email_words(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns tsvector
language sql immutable set search_path = '' as $$
  with people as (
    select left(p_from_email, 320) as email, left(p_from_name, 500) as name
    union all
    select left(r ->> 'email', 320), left(r ->> 'name', 500)
    from (select r from jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
  )
  select strip(to_tsvector('simple', public.email_search_text(
      left(p_subject, 2000) || ' ' || coalesce((select string_agg(coalesce(name, '') || ' ' || coalesce(email, ''), ' ') from people), '')
      || ' ' || left(case when p_new_text <> '' then p_new_text else p_body_text end, 100000))))
    || array_to_tsvector(coalesce((select array_agg(distinct lower(email)) from people where email <> ''), '{}'))
$$;

create function public.add_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at, public.email_words(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text)
  from new_rows n where n.deleted_at is null;
  return null;
end $$;
create trigger emails_search_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.add_email_search();

create function public.keep_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.deleted_at is not null then
    delete from public.email_search where email_id = new.id;
  else
    insert into public.email_search as s (email_id, received_at, words)
    values (new.id, new.received_at,
      public.email_words(new.subject, new.from_email, new.from_name, new.to_recipients, new.cc_recipients, new.new_text, new.body_text))
    on conflict (email_id) do update set received_at = excluded.received_at, words = excluded.words;
  end if;
  return null;
end $$;
create trigger emails_search
  after update of subject, from_email, from_name, to_recipients, cc_recipients, new_text, body_text, received_at, deleted_at
  on public.emails for each row execute function public.keep_email_search();

/* What somebody typed, as a query: all words, the last one may go on; an address matches as a whole, too. Null: no word in it. */
create function public.email_query(p_search text) returns tsquery
language plpgsql immutable set search_path = '' as $$
declare
  v_words text[] := array(
    select quote_literal(replace(w, '\', ' ')) from regexp_split_to_table(public.email_search_text(lower(btrim(p_search))), '\s+') w where w <> '' limit 30);
  v_last  integer := cardinality(v_words);
  v_query tsquery;
begin
  if v_last = 0 then
    return null;
  end if;
  -- One letter begins too many words.
  if length(btrim(p_search)) > 1 and length(v_words[v_last]) > 3 then
    v_words[v_last] := v_words[v_last] || ':*';
  end if;
  -- The stored words have no positions, so "next to" becomes "and".
  v_query := regexp_replace(to_tsquery('simple', array_to_string(v_words, ' & '))::text, '<(-|[0-9]+)>', '&', 'g')::tsquery;
  if v_last = 1 and p_search like '%_@_%' then
    v_query := v_query || quote_literal(lower(btrim(p_search)))::tsquery;
  end if;
  return case when numnode(v_query) > 0 then v_query end;
end $$;

-- Kept counts ---------------------------------------------------------------------------------------
-- Each statement adds what it changed; nobody waits for anybody. A count is a sum. Now and then a writer folds lines of the same key.

create table public.email_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C"
);
comment on table public.email_counters is
  'How many e-mails there are by mailbox, direction, status, read and team: the sum of rows. Kept by triggers, folded now and then. access: service only';

create table public.email_detail_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C",
  kind text collate "C" not null, priority text collate "C" not null, category text collate "C", sentiment text collate "C", language text collate "C",
  has_attachments boolean not null, triage_state text collate "C" not null, send_state text collate "C", unassigned boolean not null
);
comment on table public.email_detail_counters is 'As email_counters, by everything that has few values. access: service only';

create table public.email_thread_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, status text collate "C" not null, team text collate "C", priority text collate "C" not null,
  unassigned boolean not null, unread boolean not null
);
comment on table public.email_thread_counters is 'As email_counters, of threads that hold a message. access: service only';

create index email_counters_key on public.email_counters (key);
create index email_counters_fresh on public.email_counters (key) where fresh;
create index email_detail_counters_key on public.email_detail_counters (key);
create index email_detail_counters_fresh on public.email_detail_counters (key) where fresh;
create index email_thread_counters_key on public.email_thread_counters (key);
create index email_thread_counters_fresh on public.email_thread_counters (key) where fresh;

/* Makes one line of all lines of a key, for keys that got new ones. What another writer folds just now is left to him. */
create function public.fold_counters(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_columns text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = p_table and attnum > 0 and not attisdropped and attname not in ('fresh', 'rows'));
begin
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where key in (select key from %1$s where fresh limit 2000) for update skip locked))
      returning *
    )
    insert into %1$s (fresh, rows, %2$s) select false, sum(rows), %2$s from gone group by %2$s having sum(rows) <> 0
  $sql$, p_table, v_columns);
end $$;

create function public.keep_email_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(n.support_email_id, n.direction, n.status, n.is_read, n.team)::text), count(*), n.support_email_id, n.direction, n.status, n.is_read, n.team
    from new_rows n where n.deleted_at is null
    group by n.support_email_id, n.direction, n.status, n.is_read, n.team;
  elsif tg_op = 'DELETE' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(o.support_email_id, o.direction, o.status, o.is_read, o.team)::text), -count(*), o.support_email_id, o.direction, o.status, o.is_read, o.team
    from old_rows o where o.deleted_at is null
    group by o.support_email_id, o.direction, o.status, o.is_read, o.team;
  else
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
      union all
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned
    having sum(d.sign) <> 0;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team from new_rows n where n.deleted_at is null
      union all
      select -1, o.support_email_id, o.direction, o.status, o.is_read, o.team from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_counters');
    perform public.fold_counters('public.email_detail_counters');
  end if;
  return null;
end $$;

create trigger emails_counters_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.keep_email_counters();

create function public.keep_email_thread_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0)::text), count(*),
      n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0
    from new_rows n where n.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  elsif tg_op = 'DELETE' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0)::text), -count(*),
      o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
    from old_rows o where o.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  else
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread)::text), sum(d.sign),
      d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread
    from (
      select 1 as sign, n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null as unassigned, n.unread_count > 0 as unread
      from new_rows n where n.message_count > 0
      union all
      select -1, o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
      from old_rows o where o.message_count > 0
    ) d
    group by 1, 3, 4, 5, 6, 7, 8
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_thread_counters');
  end if;
  return null;
end $$;
create trigger email_threads_counters_insert after insert on public.email_threads
  referencing new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_update after update on public.email_threads
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_delete after delete on public.email_threads
  referencing old table as old_rows for each statement execute function public.keep_email_thread_counters();

/* Counts everything anew, for repairs and for rows that were brought in past the triggers. Writers wait. */
create function public.rebuild_email_counters() returns void
language plpgsql security definer set search_path = '' as $$
begin
  lock table public.emails, public.email_threads in share row exclusive mode;
  delete from public.email_counters;
  delete from public.email_detail_counters;
  delete from public.email_thread_counters;
  insert into public.email_detail_counters (fresh, key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
    language, has_attachments, triage_state, send_state, unassigned)
  select false, md5(row(e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
      e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null)::text),
    count(*), e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null
  from public.emails e where e.deleted_at is null
  group by e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null;
  insert into public.email_counters (fresh, key, rows, support_email_id, direction, status, is_read, team)
  select false, md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.rows), d.support_email_id, d.direction, d.status, d.is_read, d.team
  from public.email_detail_counters d
  group by d.support_email_id, d.direction, d.status, d.is_read, d.team;
  insert into public.email_thread_counters (fresh, key, rows, support_email_id, status, team, priority, unassigned, unread)
  select false, md5(row(t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0)::text), count(*),
    t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0
  from public.email_threads t where t.message_count > 0
  group by t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0;
end $$;

-- Indexes -------------------------------------------------------------------------------------------
-- In list order, so that a page is the beginning of a range; those of values that are rare hold these rows alone.

-- The dashboard counts the senders of parts of a day in it.
create index emails_newest on public.emails (received_at, id) include (direction, support_email_id, from_email) where deleted_at is null;
create index emails_mailbox on public.emails (support_email_id, received_at, id) where deleted_at is null;
create index emails_sender on public.emails (from_email, received_at, id) where deleted_at is null;
create index emails_customer on public.emails (customer_id, received_at, id) where deleted_at is null;
create index emails_assignee on public.emails (assignee_id, received_at, id) where deleted_at is null and assignee_id is not null;
create index emails_unassigned on public.emails (received_at, id) where deleted_at is null and assignee_id is null;
create index emails_status on public.emails (status, received_at, id) where deleted_at is null;
create index emails_team on public.emails (team, received_at, id) where deleted_at is null and team is not null;
create index emails_live_team on public.emails (team, status, received_at, id) where deleted_at is null and status in ('open', 'pending') and team is not null;
create index emails_live_assignee on public.emails (assignee_id, status, received_at, id)
  where deleted_at is null and status in ('open', 'pending') and assignee_id is not null;
create index emails_unread on public.emails (support_email_id, received_at, id) where deleted_at is null and not is_read;
create index emails_unread_newest on public.emails (received_at, id) where deleted_at is null and not is_read;
create index emails_category on public.emails (category, received_at, id) where deleted_at is null and category is not null;
create index emails_language on public.emails (language, received_at, id) where deleted_at is null and language is not null;
create index emails_sentiment on public.emails (sentiment, received_at, id) where deleted_at is null and sentiment is not null;
create index emails_priority on public.emails (priority, received_at, id) where deleted_at is null and priority <> 'normal';
create index emails_kind on public.emails (kind, received_at, id) where deleted_at is null and kind <> 'message';
create index emails_triage on public.emails (triage_state, received_at, id) where deleted_at is null and triage_state in ('pending', 'failed', 'blocked');
create index emails_send_state on public.emails (send_state, received_at, id) where deleted_at is null and send_state is not null;
create index emails_attachments on public.emails (received_at, id) where deleted_at is null and has_attachments;
create index emails_outbound on public.emails (received_at, id) where deleted_at is null and direction = 'outbound';

create index email_threads_newest on public.email_threads (last_message_at, id) where message_count > 0;
create index email_threads_mailbox on public.email_threads (support_email_id, last_message_at, id) where message_count > 0;
create index email_threads_status on public.email_threads (status, last_message_at, id) where message_count > 0;
create index email_threads_team on public.email_threads (team, last_message_at, id) where message_count > 0 and team is not null;
create index email_threads_live_team on public.email_threads (team, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and team is not null;
create index email_threads_live_assignee on public.email_threads (assignee_id, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and assignee_id is not null;
create index email_threads_assignee on public.email_threads (assignee_id, last_message_at, id) where message_count > 0 and assignee_id is not null;
create index email_threads_unassigned on public.email_threads (last_message_at, id) where message_count > 0 and assignee_id is null;
create index email_threads_customer on public.email_threads (customer_id, last_message_at, id) where message_count > 0;
create index email_threads_priority on public.email_threads (priority, last_message_at, id) where message_count > 0 and priority <> 'normal';
create index email_threads_unread on public.email_threads (last_message_at, id) where message_count > 0 and unread_count > 0;
create index email_attachments_email on public.email_attachments (email_id, position, id);

-- Lists ---------------------------------------------------------------------------------------------

/* A row of the list: everything but the texts, which are long. */
create view public.email_list_rows with (security_invoker = true) as
select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to,
  e.reference_ids, e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet, e.sent_at,
  e.received_at, e.size, e.attachment_count, e.has_attachments, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.category, e.sentiment,
  e.language, e.team, e.summary, e.assignee_id, e.triage_state, e.triaged_at, e.human_fields, e.send_id, e.send_state, e.send_after, e.send_error_code,
  e.send_error_message, e.resend_of, e.created_by, e.version, e.created_at, e.updated_at
from public.emails e
where e.deleted_at is null;
comment on view public.email_list_rows is 'E-mails as lists show them. access: service only';

create view public.email_thread_rows with (security_invoker = true) as
select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.message_count, t.inbound_count, t.unread_count, t.first_message_at,
  t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.assignee_id,
  t.possible_duplicate_of, t.possible_duplicate_reason, t.version, t.created_at, t.updated_at
from public.email_threads t;
comment on view public.email_thread_rows is 'Threads as the API shows them. access: service only';

/*
 * The conditions that filters mean, as SQL over e (emails) or t (threads), or over c, the counters. Values are quoted here; names come from the
 * list below alone. Without the search, which list and count treat apart.
 */
create function public.email_conditions(p_filter jsonb, p_alias text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_sql   text := case p_alias when 'e' then 'e.deleted_at is null' when 't' then 't.message_count > 0' else 'true' end;
  v_key   text;
  v_value text;
begin
  for v_key, v_value in select * from jsonb_each_text(p_filter) loop
    v_sql := v_sql || ' and ' || case
      when v_key in ('support_email_id', 'thread_id', 'customer_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
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
end $$;

/* The same with the search, for those who want all rows of a question: export, bulk, counts. */
create function public.email_question(p_filter jsonb) returns text
language sql stable set search_path = '' as $$
  select public.email_conditions(p_filter, 'e') || case
    when p_filter ->> 'search' is null then ''
    when public.email_query(p_filter ->> 'search') is null then ' and false'
    else format(' and e.id in (select s.email_id from public.email_search s where s.words @@ %L::tsquery)', public.email_query(p_filter ->> 'search'))
  end
$$;

/* How many e-mails match, exactly: a sum of kept counts where they know the filters, else a count in the index of the narrowest. Without search. */
create function public.count_emails(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_keys  text[] := array(select jsonb_object_keys(p_filter));
  v_total bigint;
begin
  if p_filter ? 'search' then
    execute 'select count(*) from public.emails e where ' || public.email_question(p_filter) into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,is_read,team}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,is_read,team,kind,priority,category,sentiment,language,has_attachments,triage_state,send_state,unassigned}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_detail_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.emails e where ' || public.email_conditions(p_filter, 'e') into v_total;
  end if;
  return v_total;
end $$;

/* As count_emails, of threads. */
create function public.count_email_threads(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_total bigint;
begin
  if array(select jsonb_object_keys(p_filter)) <@ '{support_email_id,status,team,priority,unassigned,unread}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_thread_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.email_threads t where ' || public.email_conditions(p_filter, 't') into v_total;
  end if;
  return v_total;
end $$;

/* The end of a page: which of its rows is the last, and the cursor behind it. */
create function public.email_cursor(p_time timestamptz, p_id uuid) returns text
language sql immutable set search_path = '' as $$
  select translate(encode(convert_to((extract(epoch from p_time) * 1000000)::bigint || '.' || p_id, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;

/*
 * The matches of a search in list order, at most p_need after the first p_skip, and how many there are: exactly up to 1,000.
 * The newest 500 e-mails tell how common a word is. Of a word that many of them have, the e-mails are read in list order until there
 * are enough: of its list in the index each entry costs more than an e-mail that is passed over. All other matches are few enough to be sorted.
 */
create function public.find_email_matches(
  p_filter jsonb, p_ascending boolean, p_after_time timestamptz, p_after_id uuid, p_skip bigint, p_need integer,
  out ids uuid[], out total bigint, out is_exact boolean
)
language plpgsql stable security definer
set search_path = '' set enable_seqscan = off set jit = off set work_mem = '32MB' as $$
declare
  v_most   constant integer := 1000;
  v_query  tsquery := public.email_query(p_filter ->> 'search');
  v_others boolean := (p_filter - 'search') <> '{}';
  v_from   text := 'public.email_search s' || case when v_others then ' join public.emails e on e.id = s.email_id' else '' end;
  v_where  text := format('s.words @@ %L::tsquery', v_query) || case when v_others then ' and ' || public.email_conditions(p_filter, 'e') else '' end;
  v_way    text := case when p_ascending then 'asc' else 'desc' end;
  v_newest integer;
  v_after  text := case when p_after_time is not null
    then format('(s.received_at, s.email_id) %s (%L::timestamptz, %L::uuid)', case when p_ascending then '>' else '<' end, p_after_time, p_after_id)
    else 'true' end;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 15 and not v_others then
    select count(*) into total
    from (
      select from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from %s where %s limit %s) m', v_from, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 and v_newest >= 2 then
    execute format($sql$
      select array_agg(email_id order by received_at %1$s, email_id %1$s) from (
        select s.email_id, s.received_at
        from (select * from public.email_search s where %2$s order by s.received_at %1$s, s.email_id %1$s limit 20000) s %3$s
        where %4$s order by s.received_at %1$s, s.email_id %1$s limit %5$s) f
    $sql$, v_way, v_after, case when v_others then 'join public.emails e on e.id = s.email_id' else '' end, v_where, p_need) into ids;
    if cardinality(ids) = p_need then
      return;
    end if;
  end if;
  -- Materialised: by its order it would be found in the time index, row after row.
  execute format($sql$
    with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s)
    select array(select email_id from m order by received_at %4$s, email_id %4$s offset %5$s limit %6$s)
  $sql$, v_from, v_where, v_after, v_way, p_skip, p_need) into ids;
end $$;

/*
 * A page of the e-mail list, as the finished body {"data", "total", "total_is_exact", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page.
 */
create function public.get_email_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_ids   uuid[];
  v_total bigint;
  v_exact boolean := true;
  v_data  text;
  v_next  text;
begin
  if p_filter ? 'search' then
    select f.ids, f.total, f.is_exact into v_ids, v_total, v_exact
    from public.find_email_matches(p_filter, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1) f;
  else
    v_total := public.count_emails(p_filter);
    if v_total > 0 then
      execute format('select array(select e.id from public.emails e where %s%s order by e.received_at %s, e.id %s offset %s limit %s)',
        public.email_conditions(p_filter, 'e'),
        case when p_after_time is not null
          then format(' and (e.received_at, e.id) %s (%L::timestamptz, %L::uuid)', case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
          else '' end,
        v_way, v_way, p_offset, p_limit + 1) into v_ids;
    end if;
  end if;
  v_ids := coalesce(v_ids, '{}');
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_list_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total || ',"total_is_exact":' || v_exact
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

/* The statement whose rows are the same question's answer for a file, to be streamed: copy (…) to stdout with (format csv, header). */
create function public.email_rows_query(p_filter jsonb, p_order text default 'desc') returns text
language sql stable set search_path = '' as $$
  select format('select %s from public.email_list_rows r join public.emails e on e.id = r.id where %s order by e.received_at %s, e.id %s',
    (select string_agg(case format_type(a.atttypid, null)
        when 'text' then format('public.csv_cell(r.%1$I) as %1$I', a.attname)
        when 'boolean' then format('r.%1$I::text as %1$I', a.attname)
        when 'timestamp with time zone' then format('to_json(r.%1$I) #>> ''{}'' as %1$I', a.attname)
        when 'jsonb' then format('r.%1$I::text as %1$I', a.attname)
        when 'text[]' then format('to_json(r.%1$I)::text as %1$I', a.attname)
        else format('r.%I', a.attname)
      end, ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = 'public.email_list_rows'::regclass and a.attnum > 0),
    public.email_question(p_filter), w.way, w.way)
  from (select case when p_order = 'asc' then 'asc' else 'desc' end as way) w
$$;

/* A page of the thread list, as get_email_list; by last activity. */
create function public.get_email_thread_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_total bigint := public.count_email_threads(p_filter);
  v_ids   uuid[] := '{}';
  v_data  text;
  v_next  text;
begin
  if v_total > 0 then
    execute format('select array(select t.id from public.email_threads t where %s%s order by t.last_message_at %s, t.id %s offset %s limit %s)',
      public.email_conditions(p_filter, 't'),
      case when p_after_time is not null
        then format(' and (t.last_message_at, t.id) %s (%L::timestamptz, %L::uuid)', case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
        else '' end,
      v_way, v_way, p_offset, p_limit + 1) into v_ids;
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(t.last_message_at, t.id) into v_next from public.email_threads t where t.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_thread_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

-- One e-mail, one thread ------------------------------------------------------------------------------

/* An e-mail's attachments, in order. */
create function public.get_email_attachments(p_email_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'email_id', a.email_id, 'position', a.position, 'filename', a.filename,
    'content_type', a.content_type, 'size', a.size, 'content_id', a.content_id, 'is_inline', a.is_inline, 'state', a.state, 'note', a.note)
    order by a.position, a.id), '[]')
  from public.email_attachments a where a.email_id = p_email_id
$$;

/* Everything about an e-mail; null when there is none, or it is deleted. */
create function public.get_email(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select (to_jsonb(e) - 'deleted_at') || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = c.id), '[]'))
      from public.customers c where c.id = e.customer_id),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$$;

/* A thread and a page of its messages, oldest first, with their texts and attachments; null when there is none. */
create function public.get_email_thread(p_id uuid, p_limit integer default 20, p_after_time timestamptz default null, p_after_id uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off as $$
declare
  v_thread jsonb := (select to_jsonb(t) from public.email_thread_rows t where t.id = p_id);
  v_ids    uuid[];
  v_next   text;
begin
  if v_thread is null then
    return null;
  end if;
  v_ids := array(
    select e.id from public.emails e
    where e.thread_id = p_id and e.deleted_at is null
      and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
    order by e.received_at, e.id limit p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  return v_thread || jsonb_build_object(
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c where c.id = (v_thread ->> 'customer_id')::uuid),
    'messages', coalesce((
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e), '[]'),
    'messages_total', (select count(*) from public.emails e where e.thread_id = p_id and e.deleted_at is null),
    'next_cursor', v_next);
end $$;

-- Access ----------------------------------------------------------------------------------------------

alter table public.email_search enable row level security;
alter table public.email_counters enable row level security;
alter table public.email_detail_counters enable row level security;
alter table public.email_thread_counters enable row level security;
revoke all on public.email_search, public.email_counters, public.email_detail_counters, public.email_thread_counters, public.email_list_rows, public.email_thread_rows
from public, anon, authenticated;
grant select on public.email_search, public.email_counters, public.email_detail_counters, public.email_thread_counters, public.email_list_rows,
  public.email_thread_rows
to service_role;
revoke execute on function
  public.email_search_text(text), public.email_words(text, text, text, jsonb, jsonb, text, text), public.add_email_search(), public.keep_email_search(), public.email_query(text), public.fold_counters(regclass),
  public.keep_email_counters(), public.keep_email_thread_counters(), public.rebuild_email_counters(),
  public.email_conditions(jsonb, text), public.email_question(jsonb), public.count_emails(jsonb), public.count_email_threads(jsonb),
  public.email_cursor(timestamptz, uuid), public.find_email_matches(jsonb, boolean, timestamptz, uuid, bigint, integer),
  public.get_email_list(jsonb, integer, integer, bigint, timestamptz, uuid, text), public.email_rows_query(jsonb, text),
  public.get_email_thread_list(jsonb, integer, integer, bigint, timestamptz, uuid, text), public.get_email_attachments(uuid), public.get_email(uuid),
  public.get_email_thread(uuid, integer, timestamptz, uuid)
from public, anon, authenticated;
grant execute on function
  public.email_query(text), public.email_conditions(jsonb, text), public.email_question(jsonb), public.count_emails(jsonb), public.count_email_threads(jsonb),
  public.rebuild_email_counters(), public.get_email_list(jsonb, integer, integer, bigint, timestamptz, uuid, text), public.email_rows_query(jsonb, text),
  public.get_email_thread_list(jsonb, integer, integer, bigint, timestamptz, uuid, text), public.get_email_attachments(uuid), public.get_email(uuid),
  public.get_email_thread(uuid, integer, timestamptz, uuid)
to service_role;
