create table public.support_emails (
  id                 uuid primary key default gen_random_uuid(),
  email_address      text collate "C" not null check (email_address = lower(email_address) and email_address like '%_@_%'),
  display_name       text not null default '',
  provider           text not null default 'imap' check (provider in ('gmail', 'imap')),
  auth_kind          text not null default 'password' check (auth_kind in ('password', 'oauth2')),
  username           text not null,
  imap_host          text not null,
  imap_port          integer not null default 993 check (imap_port between 1 and 65535),
  imap_security      text not null default 'tls' check (imap_security in ('tls', 'starttls', 'none')),
  smtp_host          text not null,
  smtp_port          integer not null default 465 check (smtp_port between 1 and 65535),
  smtp_security      text not null default 'tls' check (smtp_security in ('tls', 'starttls', 'none')),
  folders            text[] not null default '{INBOX}' check (cardinality(folders) between 1 and 20),
  reads_sent         boolean not null default true,
  sent_copy          text not null default 'auto' check (sent_copy in ('auto', 'server', 'append')),
  backfill_days      integer not null default 30 check (backfill_days between 0 and 3650),
  signature_text     text not null default '',
  signature_html     text not null default '',
  team               text collate "C",
  is_active          boolean not null default true,
  is_watched         boolean not null default true,
  state              text collate "C" not null default 'stopped'
    check (state in ('stopped', 'connecting', 'syncing', 'watching', 'backoff', 'reconnect_needed')),
  state_changed_at   timestamptz not null default now(),
  last_sync_at       timestamptz,
  last_message_at    timestamptz,
  last_error_code    text,
  last_error_message text,
  last_error_at      timestamptz,
  failures           integer not null default 0,
  auth_failures      integer not null default 0,
  next_attempt_at    timestamptz,
  capabilities       text[] not null default '{}',
  push_history_id    text,
  push_expires_at    timestamptz,
  created_by         uuid,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  deleted_at         timestamptz,
  has_credentials    boolean not null default false,
  version            integer not null default 1,
  watched_since      timestamptz,
  sync_requests      integer not null default 0,
  sync_requests_served integer not null default 0,
  aliases            text[] collate "C" not null default '{}' check (cardinality(aliases) <= 50),
  addresses          text[] collate "C" not null generated always as (email_address || aliases) stored
);
comment on table public.support_emails is 'Mailboxes that are read and answered from. A removed one keeps its messages.';
comment on column public.support_emails.sent_copy is
  'Who files a copy of what we send: server (it does so itself), append (we do), auto (server for Gmail, otherwise append unless the server was seen to do it).';
comment on column public.support_emails.reads_sent is 'Also reads the Sent folder, for replies that were written elsewhere.';
comment on column public.support_emails.backfill_days is 'How far back the first sync goes.';
comment on column public.support_emails.is_watched is 'Whether it is to be watched; state tells what is the case.';
comment on column public.support_emails.auth_failures is 'Sign-ins refused in a row. Three, and nobody tries again until the credentials are changed.';
comment on column public.support_emails.has_credentials is 'Whether support_email_secrets has a row.';
comment on column public.support_emails.version is 'Counts what people change, not what happens by itself: a change made on an older one is refused, a watcher with an older one begins anew.';
comment on column public.support_emails.watched_since is 'When watching was last switched on; null while it is off.';
comment on column public.support_emails.aliases is 'Other addresses whose mail comes into this mailbox, in lower case: ours, as email_address. addresses are all of them.';
comment on column public.support_emails.sync_requests is 'How often somebody asked for a sync; sync_requests_served are answered. Two that wait are answered by one sync.';

create unique index support_emails_address on public.support_emails (email_address) where deleted_at is null;

-- Only what people decide about a mailbox is noted; what happens in it by itself is not.
create trigger support_emails_team before insert or update of team on public.support_emails
  for each row when (new.team is not null) execute function public.name_team();
create trigger support_emails_activity
  after insert or delete or update of email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host,
    smtp_port, smtp_security, folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, deleted_at, aliases
  on public.support_emails for each row execute function public.record_activity('id');

create trigger support_emails_tell_watchers
  after insert or delete or update of is_active, is_watched, version, deleted_at, sync_requests on public.support_emails
  for each statement execute function public.tell_mailbox_watchers();

-- Also of removed mailboxes: their addresses stay ours.
create index support_emails_any_address on public.support_emails using gin (addresses) with (fastupdate = off);

select public.publish_table('public.support_emails',
  policy => $$deleted_at is null and (select public.has_permission('support_emails', 'view'))$$, classes => '
  none: id, provider, auth_kind, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security, folders, reads_sent
  none: sent_copy, backfill_days, team, is_active, is_watched, state, state_changed_at, last_sync_at, last_message_at
  none: last_error_code, last_error_at, failures, auth_failures, next_attempt_at, capabilities, push_history_id
  none: push_expires_at, created_by, created_at, updated_at, deleted_at, has_credentials, version, watched_since
  none: sync_requests, sync_requests_served
  personal: email_address, aliases, addresses, display_name, username, signature_text, signature_html, last_error_message');

select public.announce_table('public.support_emails', 'emails', 'support_email', 'support_emails',
  'email_address,display_name,is_active,is_watched,state,last_error_code,deleted_at');
