-- Each statement adds what it changed; nobody waits for anybody. A count is a sum. Now and then a writer folds lines of the same key.
-- Why it counts this way: docs/decisions/email_counts_as_ledger.md.
create table public.email_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C"
);
comment on table public.email_counters is
  'How many e-mails there are by mailbox, direction, status, read and team: the sum of rows. Kept by triggers, folded now and then. access: service only';

create index email_counters_key on public.email_counters (key);
create index email_counters_fresh on public.email_counters (key) where fresh;

select public.publish_table('public.email_counters', classes => '
  none: key, fresh, rows, support_email_id, direction, status, is_read, team');
