create table public.email_attachments (
  id           uuid primary key default gen_random_uuid(),
  email_id     uuid not null references public.emails (id) on delete cascade,
  position     integer not null,
  sha256       text collate "C",
  filename     text not null default '',
  content_type text not null default 'application/octet-stream',
  size         bigint not null default 0,
  content_id   text not null default '',
  is_inline    boolean not null default false,
  state        text not null default 'stored' check (state in ('stored', 'missing', 'refused')),
  note         text,
  created_at   timestamptz not null default now(),
  unique (email_id, position),
  check ((state = 'stored') = (sha256 is not null))
);
comment on table public.email_attachments is 'Attachments and inline images; the bytes are in the file store, once per content.';
comment on column public.email_attachments.state is 'stored; missing: it should be there and is not; refused: beyond a limit. note says more.';

create trigger email_files_search_insert after insert on public.email_attachments
  referencing new table as new_rows for each statement execute function public.add_email_files_search();
create trigger email_files_search_update after update of filename on public.email_attachments
  for each row when (old.filename is distinct from new.filename) execute function public.keep_email_files_search();
create trigger email_files_search_delete after delete on public.email_attachments
  for each row when (old.filename <> '') execute function public.keep_email_files_search();

create index email_attachments_email on public.email_attachments (email_id, position, id);

select public.publish_table('public.email_attachments',
  policy => 'exists (select from public.emails e where e.id = email_id)', classes => '
  none: id, email_id, position, sha256, content_type, size, content_id, is_inline, state, note, created_at
  personal: filename');
