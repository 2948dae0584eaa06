-- E-mail: mailboxes, what was seen in them, messages, threads, attachments, and the customers behind the addresses.
-- Functions live in the migrations of their part: mailboxes, parsing and threads, list, replies, triage, dashboard.

-- Customers ---------------------------------------------------------------------------------------

create table public.customers (
  id         uuid primary key default gen_random_uuid(),
  name       text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.customers is 'One row per person or company that writes or calls.';

create table public.customer_identities (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  kind        text collate "C" not null check (kind in ('email', 'phone')),
  value       text collate "C" not null check (value <> ''),
  source      text not null default '',
  created_at  timestamptz not null default now(),
  unique (kind, value)
);
comment on table public.customer_identities is 'The addresses by which a customer is known; each belongs to one customer.';
comment on column public.customer_identities.value is 'Normalised: an e-mail address in lower case.';
create index customer_identities_customer on public.customer_identities (customer_id);

/* The customer behind an address, made when there is none. p_name fills an empty name and never replaces one. */
create function public.resolve_customer(p_kind text, p_value text, p_name text default '', p_source text default '') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_value    text := lower(btrim(p_value));
  v_customer uuid;
  v_made     uuid;
begin
  if v_value = '' then
    return null;
  end if;
  select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  if v_customer is null then
    insert into public.customers (name) values (coalesce(p_name, '')) returning id into v_made;
    insert into public.customer_identities (customer_id, kind, value, source) values (v_made, p_kind, v_value, p_source)
    on conflict (kind, value) do nothing returning customer_id into v_customer;
    if v_customer is not null then
      return v_customer;
    end if;
    -- Somebody else was faster, and has committed.
    delete from public.customers where id = v_made;
    select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  end if;
  if coalesce(p_name, '') <> '' then
    update public.customers set name = p_name, updated_at = now() where id = v_customer and name = '';
  end if;
  return v_customer;
end $$;

-- Mailboxes ---------------------------------------------------------------------------------------

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
  deleted_at         timestamptz
);
comment on table public.support_emails is 'Mailboxes that are read and answered from. A removed one keeps its messages.';
comment on column public.support_emails.sent_copy is
  'Who files a copy of what we send: server (it does so itself), append (we do), auto (server for Gmail, otherwise append unless the server was seen to do it).';
comment on column public.support_emails.reads_sent is 'Also reads the Sent folder, for replies that were written elsewhere.';
comment on column public.support_emails.backfill_days is 'How far back the first sync goes.';
comment on column public.support_emails.is_watched is 'Whether it is to be watched; state tells what is the case.';
comment on column public.support_emails.auth_failures is 'Sign-ins refused in a row. Three, and nobody tries again until the credentials are changed.';
create unique index support_emails_address on public.support_emails (email_address) where deleted_at is null;

create table public.support_email_secrets (
  support_email_id uuid primary key references public.support_emails (id) on delete cascade,
  sealed           text not null,
  updated_at       timestamptz not null default now()
);
comment on table public.support_email_secrets is
  'Passwords and OAuth tokens, sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the mailbox sees them. access: service only';

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

create table public.mailbox_messages (
  id               uuid primary key default gen_random_uuid(),
  support_email_id uuid not null references public.support_emails (id) on delete cascade,
  identity         text collate "C" not null,
  raw_sha256       text collate "C" not null,
  raw_size         integer not null,
  folder_role      text not null default 'inbox' check (folder_role in ('inbox', 'sent', 'all', 'other')),
  received_at      timestamptz not null,
  flags            text[] not null default '{}',
  labels           text[] not null default '{}',
  gmail_message_id text,
  gmail_thread_id  text,
  state            text collate "C" not null default 'stored' check (state in ('stored', 'parsed', 'parked')),
  attempts         integer not null default 0,
  error_code       text,
  error_message    text,
  notes            jsonb not null default '[]',
  email_id         uuid,
  created_at       timestamptz not null default now(),
  parsed_at        timestamptz,
  unique (support_email_id, identity)
);
comment on table public.mailbox_messages is
  'Every message that was seen in a mailbox, once, with its raw text in the file store. Rows stay when the e-mail is deleted, so that it does not come back.';
comment on column public.mailbox_messages.identity is
  'gm:<X-GM-MSGID> where offered; otherwise mid:<hash of Message-ID, From and Date>; without a Message-ID raw:<hash of the message without its trace headers>.';
comment on column public.mailbox_messages.state is 'stored: raw is safe; parsed: email_id is the e-mail; parked: it could not be read, error_* tell why.';
comment on column public.mailbox_messages.notes is 'What was left out and why, such as a message beyond the size limit: [{"code", "message"}].';
create index mailbox_messages_open on public.mailbox_messages (created_at, id) where state <> 'parsed';
create index mailbox_messages_list on public.mailbox_messages (support_email_id, created_at desc, id desc);

create table public.mailbox_places (
  support_email_id   uuid not null references public.support_emails (id) on delete cascade,
  folder             text not null,
  uid_validity       text not null,
  uid                bigint not null,
  mailbox_message_id uuid not null references public.mailbox_messages (id) on delete cascade,
  primary key (support_email_id, folder, uid_validity, uid)
);
comment on table public.mailbox_places is 'Where in its mailbox each message lies or lay. access: service only';
create index mailbox_places_message on public.mailbox_places (mailbox_message_id);

-- Threads and messages ------------------------------------------------------------------------------

create table public.email_threads (
  id                        uuid primary key default gen_random_uuid(),
  support_email_id          uuid not null references public.support_emails (id),
  subject                   text not null default '',
  customer_id               uuid references public.customers (id),
  participants              text[] not null default '{}',
  gmail_thread_id           text,
  message_count             integer not null default 0,
  inbound_count             integer not null default 0,
  unread_count              integer not null default 0,
  first_message_at          timestamptz,
  last_message_at           timestamptz,
  last_inbound_at           timestamptz,
  last_outbound_at          timestamptz,
  last_direction            text,
  snippet                   text not null default '',
  status                    text collate "C" not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed', 'spam')),
  priority                  text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team                      text collate "C",
  assignee_id               uuid references public.agents (id) on delete set null,
  possible_duplicate_of     uuid references public.email_threads (id) on delete set null,
  possible_duplicate_reason text,
  version                   integer not null default 1,
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now()
);
comment on table public.email_threads is 'One matter in one mailbox. Counts, times and the snippet are kept by triggers on emails; deleted e-mails do not count.';
comment on column public.email_threads.participants is 'Lower-case addresses of the other side: whoever wrote, or was written to, but our own.';
comment on column public.email_threads.possible_duplicate_of is 'A thread that its references named but whose people are others; possible_duplicate_reason says more.';
create index email_threads_gmail on public.email_threads (support_email_id, gmail_thread_id) where gmail_thread_id is not null;

create table public.emails (
  id                 uuid primary key default gen_random_uuid(),
  support_email_id   uuid not null references public.support_emails (id),
  mailbox_message_id uuid unique references public.mailbox_messages (id),
  thread_id          uuid not null references public.email_threads (id),
  thread_reason      text not null default '',
  direction          text collate "C" not null check (direction in ('inbound', 'outbound')),
  kind               text collate "C" not null default 'message' check (kind in ('message', 'auto_reply', 'bounce', 'list', 'loop')),
  kind_reason        text not null default '',
  message_id         text collate "C" not null default '',
  in_reply_to        text collate "C" not null default '',
  reference_ids      text[] not null default '{}',
  from_email         text collate "C" not null default '',
  from_name          text not null default '',
  reply_to           jsonb not null default '[]',
  to_recipients      jsonb not null default '[]',
  cc_recipients      jsonb not null default '[]',
  bcc_recipients     jsonb not null default '[]',
  subject            text not null default '',
  snippet            text not null default '',
  body_text          text not null default '',
  body_html          text not null default '',
  new_text           text not null default '',
  quoted_text        text not null default '',
  sent_at            timestamptz,
  received_at        timestamptz not null,
  size               integer not null default 0,
  attachment_count   integer not null default 0,
  has_attachments    boolean not null generated always as (attachment_count > 0) stored,
  notes              jsonb not null default '[]',
  customer_id        uuid references public.customers (id),
  is_read            boolean not null default false,
  status             text collate "C" not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed', 'spam')),
  priority           text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  category           text collate "C",
  sentiment          text collate "C" check (sentiment in ('positive', 'neutral', 'negative')),
  language           text collate "C",
  team               text collate "C",
  summary            text,
  suggested_reply    text,
  assignee_id        uuid references public.agents (id) on delete set null,
  triage_state       text collate "C" not null default 'none' check (triage_state in ('none', 'pending', 'done', 'failed', 'blocked')),
  triaged_at         timestamptz,
  human_fields       text[] not null default '{}',
  send_id            uuid unique references public.sends (id),
  send_state         text collate "C",
  send_after         timestamptz,
  send_error_code    text,
  send_error_message text,
  resend_of          uuid references public.emails (id),
  created_by         uuid,
  version            integer not null default 1,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  deleted_at         timestamptz
)
-- Bodies move out of line early, so that a list reads few pages.
with (toast_tuple_target = 512);
comment on table public.emails is 'Messages of the mailboxes, received and sent.';
comment on column public.emails.thread_reason is 'Why it is in its thread: new, reply, reference, gmail_thread, ticket; new with the reason when a reference was not believed.';
comment on column public.emails.kind is 'What wrote it: message a person; auto_reply, bounce, list, loop are never answered automatically. kind_reason names the header that says so.';
comment on column public.emails.received_at is 'When the server got it (INTERNALDATE); for what we send, when it was queued. The Date header, which its sender may choose, is sent_at.';
comment on column public.emails.to_recipients is '[{"email", "name"}], as reply_to, cc_recipients and bcc_recipients.';
comment on column public.emails.new_text is 'What the writer added, without quoted_text.';
comment on column public.emails.body_html is 'Cleaned: no script, no remote content that loads by itself.';
comment on column public.emails.notes is 'What was left out or repaired, for the reader: [{"code", "message"}].';
comment on column public.emails.resend_of is 'The failed e-mail that this one repeats, under a Message-ID of its own.';
comment on column public.emails.human_fields is 'Columns that a person has set: no triage changes them any more.';
create index emails_thread on public.emails (thread_id, received_at, id);
create index emails_message_id on public.emails (message_id, support_email_id) where message_id <> '';

alter table public.mailbox_messages add constraint mailbox_messages_email foreign key (email_id) references public.emails (id);

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

create table public.stored_files (
  sha256     text collate "C" primary key,
  size       bigint not null,
  created_at timestamptz not null default now()
);
comment on table public.stored_files is 'Contents in the file store, each once, under its hash. access: service only';

-- Who sees what, what is noted, what is announced -----------------------------------------------------

select public.register_module('emails', 'E-mails', 'Messages of the mailboxes: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('support_emails', 'Mailboxes', 'Which mailboxes are read and answered from.', 've', 'v', 'v');
select public.register_module('customers', 'Customers', 'Who writes and calls.', 'vce', 'vce', 'v');

alter table public.customers enable row level security;
alter table public.customer_identities enable row level security;
alter table public.support_emails enable row level security;
alter table public.support_email_secrets enable row level security;
alter table public.mailbox_folders enable row level security;
alter table public.mailbox_messages enable row level security;
alter table public.mailbox_places enable row level security;
alter table public.email_threads enable row level security;
alter table public.emails enable row level security;
alter table public.email_attachments enable row level security;
alter table public.stored_files enable row level security;

create policy customers_view on public.customers for select to authenticated using ((select public.has_permission('customers', 'view')));
create policy customer_identities_view on public.customer_identities for select to authenticated using ((select public.has_permission('customers', 'view')));
create policy support_emails_view on public.support_emails for select to authenticated
  using (deleted_at is null and (select public.has_permission('support_emails', 'view')));
create policy mailbox_messages_view on public.mailbox_messages for select to authenticated using ((select public.has_permission('support_emails', 'view')));
create policy email_threads_view on public.email_threads for select to authenticated using ((select public.has_permission('emails', 'view')));
create policy emails_view on public.emails for select to authenticated
  using (deleted_at is null and (select public.has_permission('emails', 'view')));
create policy email_attachments_view on public.email_attachments for select to authenticated
  using ((select public.has_permission('emails', 'view')) and exists (select from public.emails e where e.id = email_id));

revoke all on public.customers, public.customer_identities, public.support_emails, public.support_email_secrets, public.mailbox_folders,
  public.mailbox_messages, public.mailbox_places, public.email_threads, public.emails, public.email_attachments, public.stored_files
from anon, authenticated;
grant select on public.customers, public.customer_identities, public.support_emails, public.mailbox_messages, public.email_threads, public.emails,
  public.email_attachments
to authenticated;
revoke execute on function public.resolve_customer(text, text, text, text) from public, anon, authenticated;
grant execute on function public.resolve_customer(text, text, text, text) to service_role;

-- Only what people decide about a mailbox is noted; what happens in it by itself is not.
create trigger support_emails_activity
  after insert or delete or update of email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host,
    smtp_port, smtp_security, folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, deleted_at
  on public.support_emails for each row execute function public.record_activity('id');

select public.announce_table('public.support_emails', 'emails', 'support_email', 'support_emails',
  'email_address,display_name,is_active,is_watched,state,last_error_code,deleted_at');
select public.announce_table('public.email_threads', 'emails', 'email_thread', 'emails',
  'support_email_id,subject,customer_id,message_count,unread_count,last_message_at,last_direction,status,priority,team,assignee_id,version');
select public.announce_table('public.emails', 'emails', 'email', 'emails',
  'support_email_id,thread_id,direction,kind,from_email,from_name,subject,snippet,received_at,has_attachments,customer_id,is_read,status,priority,category,sentiment,language,team,assignee_id,triage_state,send_state,version,deleted_at');
