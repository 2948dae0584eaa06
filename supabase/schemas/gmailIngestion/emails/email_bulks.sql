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

alter table public.email_bulks enable row level security;
revoke all on public.email_bulks from public, anon, authenticated;
grant select on public.email_bulks to service_role;
