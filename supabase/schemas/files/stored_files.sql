create table public.stored_files (
  sha256     text collate "C" primary key,
  size       bigint not null,
  created_at timestamptz not null default now()
);
comment on table public.stored_files is 'Contents in the file store, each once, under its hash. access: service only';

select public.publish_table('public.stored_files', classes => 'none: sha256, size, created_at');
