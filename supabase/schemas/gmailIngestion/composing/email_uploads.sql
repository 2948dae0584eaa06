create table public.email_uploads (
  id           uuid primary key default gen_random_uuid(),
  sha256       text collate "C" not null,
  filename     text not null,
  content_type text not null,
  size         bigint not null,
  created_by   uuid not null,
  created_at   timestamptz not null default now(),
  used_at      timestamptz
);
comment on table public.email_uploads is
  'Files that were brought to be attached. Rows go after seven days without use; the content stays in the file store, where others may share it. access: service only';

create index email_uploads_age on public.email_uploads (coalesce(used_at, created_at));

create trigger email_uploads_activity after insert on public.email_uploads for each row execute function public.record_activity('id');

select public.publish_table('public.email_uploads', classes => '
  none: id, sha256, content_type, size, created_by, created_at, used_at
  personal: filename');
