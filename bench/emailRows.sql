-- Makes e-mails of any number: five mailboxes (one with half of it, one with little), eight teams, threads of four, a quarter of
-- them ours, a third of what comes in from sixty busy senders, the rest from forty thousand. The same arguments give the same rows.
--
--   \i bench/emailRows.sql
--   call bench.load_email_rows(1000000, 366, '2025-01-01');

create schema if not exists bench;

/* A number in [0, 1) that depends on its arguments only. */
create or replace function bench.chance(p_call bigint, p_what integer) returns double precision
language sql immutable parallel safe as $$
  select (hashint8extended(p_call, p_what) & 1099511627775) / 1099511627776.0::double precision
$$;

/* Whom an e-mail is from: number 0 to 59 are busy, the lowest the busiest. */
create or replace function bench.email_sender(p_email bigint) returns text
language sql immutable parallel safe as $$
  select 'person' || case when bench.chance(p_email, 101) < 0.33 then floor(60 * bench.chance(p_email, 102) ^ 3) else 60 + floor(40000 * bench.chance(p_email, 102)) end
    || '@example.com'
$$;

create or replace function bench.email_mailbox(p_thread bigint) returns uuid
language sql immutable parallel safe as $$
  select md5('mailbox ' || (array[0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4])[1 + floor(12 * bench.chance(p_thread, 103))::integer])::uuid
$$;

create or replace function bench.email_team(p_thread bigint) returns text
language sql immutable parallel safe as $$
  select (array['billing', 'orders', 'returns', 'technical', 'sales', 'partners', 'logistics', 'feedback', null])[1 + floor(9 * bench.chance(p_thread, 104) ^ 1.4)::integer]
$$;

/* E-mails p_first .. p_last of a set of p_emails, the columns that matter. */
create or replace function bench.email_rows(p_first bigint, p_last bigint, p_emails bigint, p_days integer, p_first_day date)
returns table (
  id uuid, support_email_id uuid, thread_id uuid, direction text, kind text, from_email text, from_name text, subject text, snippet text,
  body_text text, received_at timestamptz, is_read boolean, status text, team text
)
language sql immutable parallel safe as $$
  select md5('email ' || n)::uuid, bench.email_mailbox(t.thread), md5('thread ' || t.thread)::uuid, t.direction,
    case when t.direction = 'outbound' or x < 0.88 then 'message' when x < 0.93 then 'list' when x < 0.97 then 'auto_reply' when x < 0.999 then 'bounce' else 'loop' end,
    case when t.direction = 'inbound' then bench.email_sender(n) else 'support@example.com' end,
    'Person', 'About order ' || t.thread, 'What is the state of it?', repeat(md5(n::text), 12),
    (p_first_day::timestamp at time zone 'Asia/Kolkata') + make_interval(secs => p_days * 86400.0 * (n + bench.chance(n, 4)) / p_emails),
    t.direction = 'outbound' or bench.chance(n, 105) < 0.93,
    (array['open', 'open', 'pending', 'resolved', 'resolved', 'closed', 'closed', 'closed', 'closed', 'spam'])[1 + floor(10 * bench.chance(n, 106))::integer],
    bench.email_team(t.thread)
  from generate_series(p_first, p_last) n
  -- The messages of a thread lie some way apart.
  cross join lateral (select n / 400 * 100 + n % 100 as thread, case when n % 400 / 100 % 4 = 1 then 'outbound' else 'inbound' end as direction, bench.chance(n, 107) as x) t
$$;

/* Fills emails, without triggers, then works out what the triggers keep. Needs the owner of the tables. */
create or replace procedure bench.load_email_rows(p_emails bigint, p_days integer, p_first_day date)
language plpgsql as $$
declare
  v_step bigint := 100000;
begin
  alter table public.support_emails disable trigger user;
  alter table public.email_threads disable trigger user;
  alter table public.emails disable trigger user;
  insert into public.support_emails (id, email_address, username, imap_host, smtp_host, display_name)
  select md5('mailbox ' || n)::uuid, 'mailbox' || n || '@example.com', 'mailbox' || n, 'mail.example.com', 'mail.example.com', 'Mailbox ' || n
  from generate_series(0, 4) n;
  insert into public.email_threads (id, support_email_id, subject, team)
  select md5('thread ' || t)::uuid, bench.email_mailbox(t), 'About order ' || t, bench.email_team(t)
  from generate_series(0, (p_emails - 1) / 400 * 100 + 99) t;
  commit;
  for v_first in 0 .. p_emails - 1 by v_step loop
    insert into public.emails
      (id, support_email_id, thread_id, direction, kind, from_email, from_name, subject, snippet, body_text, received_at, is_read, status, team)
    select * from bench.email_rows(v_first, least(v_first + v_step, p_emails) - 1, p_emails, p_days, p_first_day);
    commit;
  end loop;
  alter table public.support_emails enable trigger user;
  alter table public.email_threads enable trigger user;
  alter table public.emails enable trigger user;
  perform public.rebuild_email_rollups();
  commit;
end $$;
