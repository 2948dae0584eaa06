create table public.imports (
  id            uuid primary key default gen_random_uuid(),
  kind          text collate "C" not null,
  module        text collate "C" not null references public.modules (key),
  state         text collate "C" not null default 'previewing'
                check (state in ('previewing', 'previewed', 'running', 'done', 'failed', 'cancelled')),
  filename      text not null,
  sha256        text collate "C" not null,
  size          bigint not null,
  columns       jsonb not null,
  total         integer not null,
  done          integer not null default 0,
  created       integer not null default 0,
  updated       integer not null default 0,
  unchanged     integer not null default 0,
  failed        integer not null default 0,
  preview       jsonb,
  sample        jsonb not null default '[]',
  error_code    text,
  error_message text,
  created_by    uuid,
  created_at    timestamptz not null default now(),
  previewed_at  timestamptz,
  started_by    uuid,
  started_at    timestamptz,
  finished_at   timestamptz,
  file_dropped_at timestamptz
);
comment on table public.imports is 'CSV files that were uploaded to be imported. A preview reads the whole file and changes nothing; a run does what the preview said.';
comment on column public.imports.kind is 'What the rows become: customers.';
comment on column public.imports.module is 'The permissions that it needs.';
comment on column public.imports.columns is 'The header of the file, [{"header", "column"}]; column is null for what is not imported.';
comment on column public.imports.done is 'Rows of the file that the preview, or the run, has behind it: the place from which it goes on. The counts are theirs.';
comment on column public.imports.preview is 'The counts of the preview, from when the run began.';
comment on column public.imports.file_dropped_at is 'Since when the file is no longer kept: the import cannot be run any more.';
comment on column public.imports.sample is 'The first rows as the preview saw them.';

create unique index imports_one_run on public.imports (kind) where state = 'running';
create index imports_file_idx on public.imports (sha256) where file_dropped_at is null;
create index imports_list_idx on public.imports (kind, created_at desc, id desc);
create index imports_state_idx on public.imports (kind, state, created_at desc, id desc);
create index imports_creator_idx on public.imports (kind, created_by, created_at desc, id desc);

select public.publish_table('public.imports', policy => 'public.has_permission(module, ''view'')', classes => '
  none: id, kind, module, state, sha256, size, total, done, created, updated, unchanged, failed, preview, error_code, error_message
  none: created_by, created_at, previewed_at, started_by, started_at, finished_at, file_dropped_at
  personal: filename, columns, sample');

select public.announce_table('public.imports', 'tickets', 'import', '',
  'kind,state,total,done,created,updated,unchanged,failed,error_code', p_module_column => 'module');
