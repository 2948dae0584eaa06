create table public.email_detail_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C",
  kind text collate "C" not null, priority text collate "C" not null, category text collate "C", sentiment text collate "C", language text collate "C",
  has_attachments boolean not null, triage_state text collate "C" not null, send_state text collate "C", unassigned boolean not null
);
comment on table public.email_detail_counters is 'As email_counters, by everything that has few values. access: service only';

create index email_detail_counters_key on public.email_detail_counters (key);
create index email_detail_counters_fresh on public.email_detail_counters (key) where fresh;

select public.publish_table('public.email_detail_counters', classes => '
  none: key, fresh, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment, language
  none: has_attachments, triage_state, send_state, unassigned');
