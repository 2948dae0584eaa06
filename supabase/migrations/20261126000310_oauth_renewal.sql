-- One node at a time asks for a token of a mailbox: a provider may take the refresh token away that it has just replaced.

alter table public.support_email_secrets add column refreshing_until timestamptz;
comment on column public.support_email_secrets.refreshing_until is 'Some node asks for a token until then; the others wait and use what it has stored.';
