create table public.webhook_secrets (
  subscription_id uuid primary key references public.webhook_subscriptions (id) on delete cascade,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  authorization_token text
);
comment on table public.webhook_secrets is
  'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the subscription sees them. access: service only';

select public.publish_table('public.webhook_secrets', classes => '
  none: subscription_id, previous_until
  secret: secret, previous_secret, authorization_token');
