create table public.mailbox_folders (
  support_email_id uuid not null references public.support_emails (id) on delete cascade,
  path             text not null,
  role             text not null default 'other' check (role in ('inbox', 'sent', 'all', 'other')),
  uid_validity     text not null default '',
  last_uid         bigint not null default 0,
  highest_modseq   text not null default '',
  last_sync_at     timestamptz,
  primary key (support_email_id, path)
);
comment on table public.mailbox_folders is 'How far each folder was read: the cursor. access: service only';
comment on column public.mailbox_folders.last_uid is 'All messages up to this UID are stored.';

select public.publish_table('public.mailbox_folders', classes => '
  none: support_email_id, path, role, uid_validity, last_uid, highest_modseq, last_sync_at');
