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
  deleted_at         timestamptz,
  forward_of         uuid references public.emails (id)
)
-- Bodies move out of line early, so that a list reads few pages.
with (toast_tuple_target = 512);
comment on table public.emails is 'Messages of the mailboxes, received and sent.';
comment on column public.emails.kind is 'What wrote it: message a person; auto_reply, bounce, list, loop are never answered automatically. kind_reason names the header that says so.';
comment on column public.emails.received_at is 'When the server got it (INTERNALDATE); for what we send, when it was queued.';
comment on column public.emails.sent_at is 'The Date header, which its sender may choose; for what we send, when it was sent, as on its send: null before.';
comment on column public.emails.to_recipients is '[{"email", "name"}], as reply_to, cc_recipients and bcc_recipients.';
comment on column public.emails.new_text is 'What the writer added, without quoted_text.';
comment on column public.emails.body_html is 'Cleaned: no script, no remote content that loads by itself.';
comment on column public.emails.notes is 'What was left out or repaired, for the reader: [{"code", "message"}].';
comment on column public.emails.resend_of is 'The failed e-mail that this one repeats, under a Message-ID of its own.';
comment on column public.emails.human_fields is 'Columns that a person has set: no triage changes them any more.';
comment on column public.emails.forward_of is 'The e-mail that this one passes on to others, in a thread of its own.';
comment on column public.emails.thread_reason is
  'Why it is in its thread: new, forward, reply, reference, gmail_thread, ticket, joined, same_reference (it answers what others there answer); new with the reason when a reference was not believed.';

create index emails_thread on public.emails (thread_id, received_at, id);
-- What an agent sent, and when.
create index emails_writer on public.emails (created_by, sent_at) where direction = 'outbound' and created_by is not null;

create index emails_message_id on public.emails (message_id, support_email_id) where message_id <> '';

-- In the collation of message_id: otherwise what is asked with a message_id does not find its way into it.
create index emails_references on public.emails using gin (reference_ids collate "C") with (fastupdate = off) where reference_ids <> '{}';

create trigger count_threads_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.count_email_threads();
create trigger emails_search_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.add_email_search();
create trigger emails_search
  after update of subject, from_email, from_name, to_recipients, cc_recipients, new_text, body_text, received_at, deleted_at
  on public.emails for each row execute function public.keep_email_search();
create trigger emails_counters_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.keep_email_counters();

-- In list order, so that a page is the beginning of a range; those of values that are rare hold these rows alone.

-- The dashboard counts the senders of parts of a day in it.
create index emails_newest on public.emails (received_at, id) include (direction, support_email_id, from_email) where deleted_at is null;
create index emails_mailbox on public.emails (support_email_id, received_at, id) where deleted_at is null;
create index emails_sender on public.emails (from_email, received_at, id) where deleted_at is null;
create index emails_customer on public.emails (customer_id, received_at, id) where deleted_at is null;
create index emails_assignee on public.emails (assignee_id, received_at, id) where deleted_at is null and assignee_id is not null;
create index emails_unassigned on public.emails (received_at, id) where deleted_at is null and assignee_id is null;
create index emails_status on public.emails (status, received_at, id) where deleted_at is null;
create index emails_team on public.emails (team, received_at, id) where deleted_at is null and team is not null;
create index emails_live_team on public.emails (team, status, received_at, id) where deleted_at is null and status in ('open', 'pending') and team is not null;

create index emails_live_assignee on public.emails (assignee_id, status, received_at, id)
  where deleted_at is null and status in ('open', 'pending') and assignee_id is not null;
create index emails_unread on public.emails (support_email_id, received_at, id) where deleted_at is null and not is_read;
create index emails_unread_newest on public.emails (received_at, id) where deleted_at is null and not is_read;
create index emails_category on public.emails (category, received_at, id) where deleted_at is null and category is not null;
create index emails_language on public.emails (language, received_at, id) where deleted_at is null and language is not null;
create index emails_sentiment on public.emails (sentiment, received_at, id) where deleted_at is null and sentiment is not null;
create index emails_priority on public.emails (priority, received_at, id) where deleted_at is null and priority <> 'normal';
create index emails_kind on public.emails (kind, received_at, id) where deleted_at is null and kind <> 'message';
create index emails_triage on public.emails (triage_state, received_at, id) where deleted_at is null and triage_state in ('pending', 'failed', 'blocked');
create index emails_send_state on public.emails (send_state, received_at, id) where deleted_at is null and send_state is not null;
create index emails_attachments on public.emails (received_at, id) where deleted_at is null and has_attachments;
create index emails_outbound on public.emails (received_at, id) where deleted_at is null and direction = 'outbound';
-- Answers to an address that no one customer has.
create index emails_reader on public.emails ((to_recipients -> 0 ->> 'email'), received_at, id) where deleted_at is null and direction = 'outbound';
create unique index emails_resent_once on public.emails (resend_of) where resend_of is not null and send_state not in ('failed', 'cancelled');

create trigger rollups_inserted after insert on public.emails
  referencing new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_updated after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_deleted after delete on public.emails
  referencing old table as old_rows for each statement execute function public.note_email_changes();
create trigger rollups_truncated after truncate on public.emails
  for each statement execute function public.clear_email_rollups();

-- What is looked up is found by its own index, also before the tables were analysed: a number in a subject is compared in the collation of its index,
-- and in the functions `offset 0` keeps conditions that look rare then, such as `deleted_at is null`, from choosing a partial index of all rows.
create index emails_ticket on public.emails (public.ticket_tag(subject) collate "C", support_email_id) where public.ticket_tag(subject) is not null;

create index emails_forwards on public.emails (forward_of) where forward_of is not null;

-- Statistics serve conditions, and these columns stand in none: gathering theirs took half of the time that analysing the e-mails takes.
alter table public.emails
  alter column thread_reason set statistics 0,
  alter column kind_reason set statistics 0,
  alter column in_reply_to set statistics 0,
  alter column from_name set statistics 0,
  alter column reply_to set statistics 0,
  alter column to_recipients set statistics 0,
  alter column cc_recipients set statistics 0,
  alter column bcc_recipients set statistics 0,
  alter column subject set statistics 0,
  alter column snippet set statistics 0,
  alter column body_text set statistics 0,
  alter column body_html set statistics 0,
  alter column new_text set statistics 0,
  alter column quoted_text set statistics 0,
  alter column notes set statistics 0,
  alter column summary set statistics 0,
  alter column suggested_reply set statistics 0,
  alter column size set statistics 0,
  alter column sent_at set statistics 0;

select public.publish_table('public.emails', module => 'emails', policy => 'deleted_at is null', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, sent_at, received_at
  none: size, attachment_count, has_attachments, customer_id, is_read, status, priority, category, sentiment, language, team
  none: assignee_id, triage_state, triaged_at, human_fields, send_id, send_state, send_after, send_error_code, resend_of
  none: created_by, version, created_at, updated_at, deleted_at, forward_of
  personal: message_id, in_reply_to, reference_ids, from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients
  personal: subject, snippet, body_text, body_html, new_text, quoted_text, notes, summary, suggested_reply, send_error_message');

select public.announce_table('public.emails', 'emails', 'email', 'emails',
  'support_email_id,thread_id,direction,kind,from_email,from_name,subject,snippet,received_at,has_attachments,customer_id,is_read,status,priority,category,sentiment,language,team,assignee_id,triage_state,send_state,version,deleted_at',
  p_scopes => $$array['team:' || r.team]$$);

select public.join_realtime('public.emails');

select public.follow_sla('public.emails', 'email_thread', 'thread_id', 'kind, received_at, sent_at, send_state, deleted_at, category, language');
