create table public.support_email_secrets (
  support_email_id uuid primary key references public.support_emails (id) on delete cascade,
  sealed           text not null,
  updated_at       timestamptz not null default now(),
  -- One node at a time asks for a token of a mailbox: a provider may take the refresh token away that it has just replaced.
  refreshing_until timestamptz
);
comment on table public.support_email_secrets is
  'Passwords and OAuth tokens, sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the mailbox sees them. access: service only';
comment on column public.support_email_secrets.refreshing_until is 'Some node asks for a token until then; the others wait and use what it has stored.';

select public.publish_table('public.support_email_secrets', classes => '
  none: support_email_id, updated_at, refreshing_until
  secret: sealed');
