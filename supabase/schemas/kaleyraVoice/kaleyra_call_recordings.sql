create table public.kaleyra_call_recordings (
  call_log_id text collate "C" primary key,
  url         text not null,
  updated_at  timestamptz not null default now()
);
comment on table public.kaleyra_call_recordings is
  'Where the provider keeps a recording. The API fetches it on a signed link and logs the access. access: service only';
comment on column public.kaleyra_call_recordings.call_log_id is
  'A row of kaleyra_call_logs, whose trigger removes this one with it. Not a foreign key: its check would lock each leg once more.';

select public.publish_table('public.kaleyra_call_recordings', classes => 'none: call_log_id, updated_at; secret: url');
