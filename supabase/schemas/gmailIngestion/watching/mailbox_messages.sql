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
  gmail_message_id text collate "C",
  gmail_thread_id  text collate "C",
  state            text collate "C" not null default 'stored' check (state in ('stored', 'parsed', 'parked')),
  attempts         integer not null default 0,
  error_code       text,
  error_message    text,
  notes            jsonb not null default '[]',
  email_id         uuid,
  created_at       timestamptz not null default now(),
  parsed_at        timestamptz
);
comment on table public.mailbox_messages is
  'Every message that was seen in a mailbox, once, with its raw text in the file store. Rows stay when the e-mail is deleted, so that it does not come back.';
comment on column public.mailbox_messages.identity is
  'gm:<X-GM-MSGID> where offered; otherwise mid:<hash of Message-ID, From and Date>; without a Message-ID raw:<hash of the message without its trace headers>.';
comment on column public.mailbox_messages.state is 'stored: raw is safe; parsed: email_id is the e-mail; parked: it could not be read, error_* tell why.';
comment on column public.mailbox_messages.notes is 'What was left out and why, such as a message beyond the size limit: [{"code", "message"}].';

create index mailbox_messages_open on public.mailbox_messages (created_at, id) where state <> 'parsed';
create index mailbox_messages_list on public.mailbox_messages (support_email_id, created_at desc, id desc);
create index mailbox_messages_all on public.mailbox_messages (created_at desc, id desc);
create index mailbox_messages_state on public.mailbox_messages (state, created_at desc, id desc);
create index mailbox_messages_error on public.mailbox_messages (error_code, created_at desc, id desc) where error_code is not null;
create index mailbox_messages_email on public.mailbox_messages (email_id) where email_id is not null;

alter table public.mailbox_messages add constraint mailbox_messages_email foreign key (email_id) references public.emails (id);

-- Messages are looked up by what names them, and their mailbox is compared afterwards. Of a mailbox that is younger than the last analysis of the
-- tables the planner believes that it has hardly a message, so that any index that begins with the mailbox looked as good as the right one:
-- each lookup read the whole mailbox, and reading one in took time that grew with its square. What Gmail calls a thread was found by no
-- index at all: a function compares in the collation of its parameters, and that is "C".
create unique index mailbox_messages_identity on public.mailbox_messages (identity, support_email_id);
create index mailbox_messages_gmail on public.mailbox_messages (gmail_thread_id, support_email_id) where gmail_thread_id is not null;

select public.publish_table('public.mailbox_messages', module => 'support_emails', classes => '
  none: id, support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, flags, labels, gmail_message_id
  none: gmail_thread_id, state, attempts, error_code, email_id, created_at, parsed_at
  personal: error_message, notes');
