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
comment on column public.email_drafts.sent_email_id is 'What became of it: sending the same draft again sends nothing.';

create index email_drafts_list on public.email_drafts (created_by, updated_at desc, id desc) where sent_at is null;
create index email_drafts_answers on public.email_drafts (answers_email_id) where answers_email_id is not null;

create trigger email_drafts_activity after insert or update or delete on public.email_drafts
  for each row execute function public.record_email_draft_activity();

alter table public.email_drafts enable row level security;
create policy email_drafts_view on public.email_drafts for select to authenticated
  using (created_by = (select auth.uid()) and (select public.has_permission('emails', 'view')));
revoke all on public.email_drafts from public, anon, authenticated;
grant all on public.email_drafts to service_role;
grant select on public.email_drafts to authenticated;
