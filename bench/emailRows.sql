-- Makes e-mails of any number: threads of four messages, most of them closed, eight mailboxes, five teams, words as unevenly
-- frequent as in a language, a third of the threads from sixty busy customers, the busiest far ahead. The same arguments give the same rows.
--
--   \i bench/emailRows.sql
--   call bench.load_email_rows(1000000, 366, '2025-01-01');

create schema if not exists bench;

/* A number in [0, 1) that depends on its arguments only. */
create or replace function bench.chance(p_call bigint, p_what integer) returns double precision
language sql immutable parallel safe as $$
  select (hashint8extended(p_call, p_what) & 1099511627775) / 1099511627776.0::double precision
$$;

/* An id that depends on its arguments only. */
create or replace function bench.id(p_kind text, p_number bigint) returns uuid
language sql immutable parallel safe as $$
  select overlay(overlay(md5(p_kind || p_number) placing '4' from 13) placing 'a' from 17)::uuid
$$;

/* p_count words of an e-mail: word1 is in most of them, word20000 in few. One in 50,000 has the word zanzibar, a third the word order. */
create or replace function bench.words(p_email bigint, p_count integer) returns text
language sql immutable parallel safe as $$
  select string_agg('word' || floor(exp(bench.chance(p_email, 1000 + n) * ln(20000)))::integer, ' ')
    || case when bench.chance(p_email, 3) < 0.33 then ' order' else '' end || case when p_email % 50000 = 7 then ' zanzibar' else '' end
    || ' ref' || (p_email / 3)
  from generate_series(1, p_count) n
$$;

/* Fills the tables with p_emails e-mails, without triggers and indexes, then makes what these keep. Needs the owner of the tables. */
create or replace procedure bench.load_email_rows(p_emails bigint, p_days integer, p_first_day date)
language plpgsql as $$
declare
  v_step    bigint := 50000;
  v_table   text;
  v_index   record;
begin
  create temporary table bench_indexes as
    select i.indexname, i.indexdef from pg_indexes i join pg_class c on c.relname = i.indexname join pg_index x on x.indexrelid = c.oid
    where i.schemaname = 'public' and i.tablename in ('emails', 'email_threads', 'email_search') and not x.indisunique;
  foreach v_table in array '{email_threads,emails,email_search}'::text[] loop
    execute format('alter table public.%I disable trigger user', v_table);
  end loop;
  for v_index in select * from bench_indexes loop
    execute format('drop index public.%I', v_index.indexname);
  end loop;

  insert into public.support_emails (id, email_address, username, imap_host, smtp_host, display_name)
  select bench.id('mailbox', n), 'support' || n || '@example.com', 'support' || n, 'imap.example.com', 'smtp.example.com', 'Support ' || n
  from generate_series(0, 7) n on conflict do nothing;
  insert into public.agents (id, name, phone_number)
  select bench.id('agent', n), 'Agent ' || n, '555020' || lpad(n::text, 4, '0') from generate_series(0, 39) n on conflict do nothing;
  insert into public.customers (id, name) select bench.id('customer', n), 'Customer ' || n from generate_series(0, p_emails / 10) n on conflict do nothing;

  -- Four messages in a row are a thread.
  for v_first in 0 .. p_emails - 1 by v_step loop
    insert into public.email_threads (id, support_email_id)
    select bench.id('thread', g), bench.id('mailbox', floor(bench.chance(g, 20) * 8)::bigint)
    from generate_series(v_first / 4, (least(v_first + v_step, p_emails) - 1) / 4) g on conflict do nothing;
    insert into public.emails (
      id, support_email_id, thread_id, thread_reason, direction, message_id, from_email, from_name, to_recipients, subject, snippet, body_text, body_html,
      new_text, received_at, size, attachment_count, customer_id, is_read, status, priority, category, sentiment, language, team, summary, assignee_id,
      triage_state, created_at)
    select bench.id('email', m.n), m.mailbox_id, bench.id('thread', m.thread), case when m.place = 0 then 'new' else 'reply' end,
      case when m.is_answer then 'outbound' else 'inbound' end, '<' || m.n || '@mail.example.com>',
      case when m.is_answer then 'support' || m.mailbox || '@example.com' else m.address end, case when m.is_answer then 'Support' else 'Customer ' || m.customer end,
      jsonb_build_array(jsonb_build_object('email', case when m.is_answer then m.address else 'support' || m.mailbox || '@example.com' end, 'name', '')),
      m.subject, left(m.text, 140), m.text, '<p>' || m.text || '</p>', m.text, m.at, 2000 + length(m.text), (bench.chance(m.n, 12) < 0.15)::integer,
      bench.id('customer', m.customer), m.is_answer or m.age > 5 or bench.chance(m.n, 13) < 0.3, m.status, m.priority, m.category,
      case when bench.chance(m.n, 14) < 0.2 then 'negative' when bench.chance(m.n, 14) < 0.7 then 'neutral' else 'positive' end,
      case when bench.chance(m.thread, 15) < 0.7 then 'en' else 'hi' end, m.team, 'A summary of ' || m.n, m.assignee_id,
      case when m.is_answer then 'none' else 'done' end, m.at
    from (
      select t.*, bench.words(t.n, 40) as text, 'customer' || t.customer || '@example.com' as address, 'About ' || bench.words(t.thread + 1000000000, 4) as subject,
        bench.id('mailbox', t.mailbox) as mailbox_id,
        case when t.age > 10 then case when t.dice < 0.97 then 'closed' when t.dice < 0.99 then 'resolved' else 'spam' end
          when t.dice < 0.5 then 'open' when t.dice < 0.7 then 'pending' else 'resolved' end as status,
        case when t.dice < 0.85 then 'normal' when t.dice < 0.93 then 'high' when t.dice < 0.96 then 'urgent' else 'low' end as priority,
        (array['billing', 'delivery', 'refund', 'technical', 'other'])[1 + floor(bench.chance(t.thread, 16) * 5)::integer] as category,
        (array['billing', 'logistics', 'support', 'sales', 'quality'])[1 + floor(bench.chance(t.thread, 17) ^ 1.5 * 5)::integer] as team,
        case when bench.chance(t.thread, 18) < 0.9 then bench.id('agent', floor(bench.chance(t.thread, 19) * 40)::bigint) end as assignee_id
      from (
        select n, n / 4 as thread, n % 4 as place, n % 2 = 1 as is_answer,
          p_first_day::timestamptz + make_interval(secs => p_days * 86400.0 * n / p_emails) as at,
          p_days * (1 - n::float8 / p_emails) as age,
          floor(bench.chance(n / 4, 20) * 8)::bigint as mailbox, case when bench.chance(n / 4, 23) < 0.33 then floor(60 * bench.chance(n / 4, 21) ^ 3)
            else 60 + floor(bench.chance(n / 4, 21) * p_emails / 25) end::bigint as customer,
          bench.chance(n / 4, 22) as dice
        from (select g as n from generate_series(v_first, least(v_first + v_step, p_emails) - 1) g) numbers
      ) t
    ) m;
    commit;
  end loop;

  update public.email_threads t set subject = m.subject, customer_id = m.customer_id, participants = m.participants, message_count = m.messages,
    inbound_count = m.inbound, unread_count = m.unread, first_message_at = m.first_at, last_message_at = m.last_at, last_direction = m.last_direction,
    snippet = m.snippet, status = m.status, priority = m.priority, team = m.team, assignee_id = m.assignee_id
  from (
    select e.thread_id, min(e.subject) as subject, (array_agg(e.customer_id))[1] as customer_id, array_agg(distinct e.from_email) as participants,
      count(*) as messages, count(*) filter (where e.direction = 'inbound') as inbound, count(*) filter (where not e.is_read) as unread,
      min(e.received_at) as first_at, max(e.received_at) as last_at, (array_agg(e.direction order by e.received_at desc))[1] as last_direction,
      (array_agg(e.snippet order by e.received_at desc))[1] as snippet, (array_agg(e.status order by e.received_at desc))[1] as status,
      min(e.priority) as priority, min(e.team) as team, (array_agg(e.assignee_id))[1] as assignee_id
    from public.emails e group by e.thread_id) m
  where t.id = m.thread_id;
  commit;

  insert into public.email_search (email_id, received_at, words)
  select e.id, e.received_at, public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text) from public.emails e
  order by e.received_at;
  commit;
  set maintenance_work_mem = '512MB';
  for v_index in select * from bench_indexes loop
    execute v_index.indexdef;
  end loop;
  perform public.rebuild_email_counters();
  perform public.rebuild_email_rollups();
  foreach v_table in array '{email_threads,emails,email_search}'::text[] loop
    execute format('alter table public.%I enable trigger user', v_table);
  end loop;
  drop table bench_indexes;
end $$;
