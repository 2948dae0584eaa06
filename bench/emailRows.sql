-- Makes e-mails of any number: threads of four messages, most of them closed, eight mailboxes, five teams, words as unevenly
-- frequent as in a language, a third of the threads from sixty busy customers, the busiest far ahead. The same arguments give the same rows.
--
--   \i bench/emailRows.sql
--   call bench.begin_email_rows(1000000);
--   call bench.load_email_rows(1000000, 366, '2025-01-01', 0, 1);  -- or parts of it in several sessions at once
--   call bench.end_email_rows();

create schema if not exists bench;

/* A number in [0, 1) that depends on its arguments only. */
create or replace function bench.chance(p_number bigint, p_what integer) returns double precision
language sql immutable parallel safe as $$
  select (hashint8extended(p_number, p_what) & 1099511627775) / 1099511627776.0::double precision
$$;

/* An id that depends on its arguments only. */
create or replace function bench.id(p_kind text, p_number bigint) returns uuid
language sql immutable parallel safe as $$
  select overlay(overlay(md5(p_kind || p_number) placing '4' from 13) placing 'a' from 17)::uuid
$$;

/* Eight words each: word1 is in most, word20000 in few. A text is five of them, which is much quicker than forty words one by one. */
drop table if exists bench.phrases;
create table bench.phrases as
select p as phrase, string_agg('word' || floor(exp(bench.chance(p, 1000 + n) * ln(20000)))::integer, ' ' order by n) as words,
  string_agg('word' || floor(exp(bench.chance(p, 1000 + n) * ln(20000)))::integer, ' ' order by n) filter (where n <= 4) as subject
from generate_series(0, 4095) p cross join generate_series(1, 8) n
group by p;
analyze bench.phrases;

/* E-mails p_first to p_last of a set of p_emails: four in a row are a thread. A third have the word order, one in a hundred refund, one in 50,000 zanzibar. */
create or replace function bench.email_rows(p_first bigint, p_last bigint, p_emails bigint, p_days integer, p_first_day date)
returns table (
  id uuid, support_email_id uuid, thread_id uuid, thread_reason text, direction text, kind text, message_id text, from_email text, from_name text,
  to_recipients jsonb, subject text, snippet text, body_text text, body_html text, received_at timestamptz, size integer, attachment_count integer,
  customer_id uuid, is_read boolean, status text, priority text, category text, sentiment text, language text, team text, summary text, assignee_id uuid,
  triage_state text
)
language sql stable as $$
  select bench.id('email', m.n), bench.id('mailbox', m.mailbox), bench.id('thread', m.thread), case when m.n % 4 = 0 then 'new' else 'reply' end,
    case when m.is_answer then 'outbound' else 'inbound' end, 'message', '<' || m.n || '@mail.example.com>',
    case when m.is_answer then m.ours else m.theirs end, case when m.is_answer then 'Support' else 'Customer ' || m.customer end,
    jsonb_build_array(jsonb_build_object('email', case when m.is_answer then m.theirs else m.ours end, 'name', '')),
    'About ' || m.topic, left(m.text, 140), m.text, '<p>' || m.text || '</p>',
    m.at, 2000 + length(m.text), (m.dice[1] < 0.15)::integer, bench.id('customer', m.customer), m.is_answer or m.age > 5 or m.dice[2] < 0.3,
    case when m.age > 10 then case when m.fate < 0.97 then 'closed' when m.fate < 0.99 then 'resolved' else 'spam' end
      when m.fate < 0.5 then 'open' when m.fate < 0.7 then 'pending' else 'resolved' end,
    case when m.fate < 0.85 then 'normal' when m.fate < 0.93 then 'high' when m.fate < 0.96 then 'urgent' else 'low' end,
    (array['billing', 'delivery', 'refund', 'technical', 'other'])[1 + floor(bench.chance(m.thread, 16) * 5)::integer],
    case when m.dice[3] < 0.2 then 'negative' when m.dice[3] < 0.7 then 'neutral' else 'positive' end,
    case when bench.chance(m.thread, 15) < 0.7 then 'en' else 'hi' end,
    (array['billing', 'logistics', 'support', 'sales', 'quality'])[1 + floor(bench.chance(m.thread, 17) ^ 1.5 * 5)::integer], 'A summary of ' || m.n,
    case when bench.chance(m.thread, 18) < 0.9 then bench.id('agent', floor(bench.chance(m.thread, 19) * 40)::bigint) end,
    case when m.is_answer then 'none' else 'done' end
  from (
    select t.*, 'support' || t.mailbox || '@example.com' as ours, 'customer' || t.customer || '@example.com' as theirs,
      concat_ws(' ', p0.words, p1.words, p2.words, p3.words, p4.words, case when t.dice[4] < 0.33 or t.n % 50000 = 7 then 'order' end, case when t.dice[5] < 0.01 then 'refund' end,
        case when t.n % 50000 = 7 then 'zanzibar' end, 'ref' || t.n / 3) as text, s.subject as topic
    from (
      select g as n, g / 4 as thread, g % 2 = 1 as is_answer, p_first_day::timestamptz + make_interval(secs => p_days * 86400.0 * g / p_emails) as at,
        p_days * (1 - g::float8 / p_emails) as age, floor(bench.chance(g / 4, 20) * 8)::bigint as mailbox, bench.chance(g / 4, 22) as fate,
        array[bench.chance(g, 12), bench.chance(g, 13), bench.chance(g, 14), bench.chance(g, 3), bench.chance(g, 4)] as dice,
        case when bench.chance(g / 4, 23) < 0.33 then floor(60 * bench.chance(g / 4, 21) ^ 3)
          else 60 + floor(bench.chance(g / 4, 21) * p_emails / 25) end::bigint as customer,
        hashint8extended(g, 1) as hash, hashint8extended(g / 4, 2) as thread_hash
      from generate_series(p_first, p_last) g
      offset 0
    ) t
    join bench.phrases p0 on p0.phrase = t.hash & 4095
    join bench.phrases p1 on p1.phrase = (t.hash >> 12) & 4095
    join bench.phrases p2 on p2.phrase = (t.hash >> 24) & 4095
    join bench.phrases p3 on p3.phrase = (t.hash >> 36) & 4095
    join bench.phrases p4 on p4.phrase = (t.hash >> 48) & 4095
    join bench.phrases s on s.phrase = t.thread_hash & 4095
    offset 0
  ) m
$$;

/* What is in the way while rows come in goes: triggers, foreign keys, most indexes. Needs the owner of the tables. */
create or replace procedure bench.begin_email_rows(p_emails bigint)
language plpgsql as $$
declare
  v_thing  record;
  v_table  text;
  v_filled text[] := '{emails,email_threads,email_search}';
  v_kept   text[] := '{email_mailbox_rollups,email_team_rollups,email_sender_rollups}';
begin
  create table bench.constraints as
    select c.conrelid::regclass::text as kept_in, c.conname as name, pg_get_constraintdef(c.oid) as definition from pg_constraint c
    where c.conrelid in (select ('public.' || t)::regclass from unnest(v_filled) t) and c.contype = 'f'
      or c.conrelid in (select ('public.' || t)::regclass from unnest(v_kept) t) and c.contype in ('p', 'u');
  create table bench.indexes as
    select x.indexrelid::regclass::text as name, pg_get_indexdef(x.indexrelid) as definition from pg_index x
    where x.indrelid in (select ('public.' || t)::regclass from unnest(v_filled || v_kept) t)
      and not exists (select from pg_constraint k where k.conindid = x.indexrelid);
  for v_thing in select * from bench.constraints loop
    execute format('alter table %s drop constraint %I', v_thing.kept_in, v_thing.name);
  end loop;
  for v_thing in select * from bench.indexes loop
    execute format('drop index %s', v_thing.name);
  end loop;
  foreach v_table in array v_filled loop
    execute format('alter table public.%I disable trigger user', v_table);
  end loop;

  insert into public.support_emails (id, email_address, username, imap_host, smtp_host, display_name)
  select bench.id('mailbox', n), 'support' || n || '@example.com', 'support' || n, 'imap.example.com', 'smtp.example.com', 'Support ' || n
  from generate_series(0, 7) n on conflict do nothing;
  insert into public.agents (id, name, phone_number)
  select bench.id('agent', n), 'Agent ' || n, '555020' || lpad(n::text, 4, '0') from generate_series(0, 39) n on conflict do nothing;
  insert into public.customers (id, name) select bench.id('customer', n), 'Customer ' || n from generate_series(0, 60 + p_emails / 25) n on conflict do nothing;
end $$;

/* One of p_parts of the e-mails with their threads and words; the parts take turns, so that the rows lie nearly in the order of time. */
create or replace procedure bench.load_email_rows(p_emails bigint, p_days integer, p_first_day date, p_part integer, p_parts integer)
language plpgsql as $$
declare
  v_step bigint := 20000;
begin
  set synchronous_commit = off;
  set work_mem = '128MB';
  for v_first in p_part * v_step .. p_emails - 1 by v_step * p_parts loop
    with e as materialized (
      select * from bench.email_rows(v_first, least(v_first + v_step, p_emails) - 1, p_emails, p_days, p_first_day)
    ), stored as (
      insert into public.emails (
        id, support_email_id, thread_id, thread_reason, direction, kind, message_id, from_email, from_name, to_recipients, subject, snippet, body_text, body_html,
        new_text, received_at, size, attachment_count, customer_id, is_read, status, priority, category, sentiment, language, team, summary, assignee_id,
        triage_state, created_at)
      select id, support_email_id, thread_id, thread_reason, direction, kind, message_id, from_email, from_name, to_recipients, subject, snippet, body_text, body_html,
        body_text, received_at, size, attachment_count, customer_id, is_read, status, priority, category, sentiment, language, team, summary, assignee_id,
        triage_state, received_at
      from e order by received_at
    ), threaded as (
      insert into public.email_threads (
        id, support_email_id, subject, customer_id, participants, message_count, inbound_count, unread_count, first_message_at, last_message_at,
        last_inbound_at, last_outbound_at, last_direction, snippet, status, priority, team, assignee_id)
      select e.thread_id, min(e.support_email_id::text)::uuid, min(e.subject), min(e.customer_id::text)::uuid,
        array[min(e.from_email) filter (where e.direction = 'inbound')], count(*), count(*) filter (where e.direction = 'inbound'),
        count(*) filter (where e.direction = 'inbound' and not e.is_read), min(e.received_at), max(e.received_at),
        max(e.received_at) filter (where e.direction = 'inbound'), max(e.received_at) filter (where e.direction = 'outbound'),
        (array_agg(e.direction order by e.received_at desc))[1], (array_agg(e.snippet order by e.received_at desc))[1],
        (array_agg(e.status order by e.received_at desc))[1], min(e.priority), min(e.team), min(e.assignee_id::text)::uuid
      from e group by e.thread_id
    )
    insert into public.email_search (email_id, received_at, words)
    select e.id, e.received_at, public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, '[]', e.body_text, '') from e order by e.received_at;
    commit;
  end loop;
  reset synchronous_commit;
  reset work_mem;
end $$;

/* What rows keep for themselves, made at once: counters, figures of the dashboard, indexes, foreign keys. */
create or replace procedure bench.end_email_rows()
language plpgsql as $$
declare
  v_thing record;
  v_table text;
begin
  set synchronous_commit = off;
  set work_mem = '256MB';
  set maintenance_work_mem = '1GB';
  analyze public.emails, public.email_threads;
  perform public.rebuild_email_counters();
  perform public.rebuild_email_rollups();
  commit;
  for v_thing in select * from bench.indexes loop
    execute v_thing.definition;
    commit;
  end loop;
  for v_thing in select * from bench.constraints order by definition like 'FOREIGN%' loop
    execute format('alter table %s add constraint %I %s', v_thing.kept_in, v_thing.name, v_thing.definition);
    commit;
  end loop;
  foreach v_table in array '{emails,email_threads,email_search}'::text[] loop
    execute format('alter table public.%I enable trigger user', v_table);
  end loop;
  drop table bench.constraints, bench.indexes;
  reset synchronous_commit;
  reset work_mem;
  reset maintenance_work_mem;
end $$;
