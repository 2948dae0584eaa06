create table public.email_drafts (
  id               uuid primary key default gen_random_uuid(),
  support_email_id uuid not null references public.support_emails (id),
  answers_email_id uuid references public.emails (id) on delete cascade,
  to_recipients    jsonb,
  cc_recipients    jsonb,
  bcc_recipients   jsonb,
  reply_all        boolean not null default false,
  subject          text,
  body_text        text,
  body_html        text,
  attachment_ids   uuid[] not null default '{}',
  include_quote    boolean not null default true,
  use_signature    boolean not null default true,
  set_status       text check (set_status in ('open', 'pending', 'resolved', 'closed')),
  sent_email_id    uuid references public.emails (id) on delete set null,
  sent_at          timestamptz,
  version          integer not null default 1,
  created_by       uuid not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
comment on table public.email_drafts is 'E-mails that somebody is writing; seen by their writer alone.';
comment on column public.email_drafts.answers_email_id is 'The e-mail it answers; null for a new one.';
comment on column public.email_drafts.to_recipients is '[{"email", "name"}]; null: whoever the answered e-mail says.';
comment on column public.email_drafts.sent_email_id is 'What became of it: sending the same draft again sends nothing, unless that was cancelled.';

create index email_drafts_list on public.email_drafts (created_by, updated_at desc, id desc) where sent_at is null;
create index email_drafts_sent on public.email_drafts (sent_email_id) where sent_email_id is not null;
create index email_drafts_answers on public.email_drafts (answers_email_id) where answers_email_id is not null;

create trigger email_drafts_activity after insert or update or delete on public.email_drafts
  for each row execute function public.record_email_draft_activity();

select public.publish_table('public.email_drafts',
  policy => $$created_by = (select auth.uid()) and (select public.has_permission('emails', 'view'))$$, classes => '
  none: id, support_email_id, answers_email_id, reply_all, attachment_ids, include_quote, use_signature, set_status
  none: sent_email_id, sent_at, version, created_by, created_at, updated_at
  personal: to_recipients, cc_recipients, bcc_recipients, subject, body_text, body_html');
