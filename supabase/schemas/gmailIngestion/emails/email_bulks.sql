create table public.email_bulks (
  id          uuid primary key default gen_random_uuid(),
  filter      jsonb,
  change      jsonb not null,
  state       text collate "C" not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  matched     integer not null default 0,
  changed     integer not null default 0,
  skipped     integer not null default 0,
  failed      integer not null default 0,
  error_code  text,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.email_bulks is 'Changes of many e-mails at once. Which ones is fixed when it is ordered; filter is null when they were named. access: service only';

select public.publish_table('public.email_bulks', classes => '
  none: id, change, state, matched, changed, skipped, failed, error_code, created_by, created_at, finished_at
  personal: filter');
