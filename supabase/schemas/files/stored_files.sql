create table public.stored_files (
  sha256     text collate "C" primary key,
  size       bigint not null,
  created_at timestamptz not null default now()
);
comment on table public.stored_files is 'Contents in the file store, each once, under its hash. access: service only';

alter table public.stored_files enable row level security;
revoke all on public.stored_files from anon, authenticated;
