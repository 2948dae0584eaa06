create table public.chat_provider_secrets (
  provider_id             uuid primary key references public.chat_providers (id) on delete cascade,
  address_secret          text not null,
  previous_address_secret text,
  previous_address_until  timestamptz,
  webhook_secret          text,
  previous_webhook_secret text,
  previous_webhook_until  timestamptz,
  api_key                 text,
  updated_at              timestamptz not null default now()
);
comment on table public.chat_provider_secrets is
  'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';
comment on column public.chat_provider_secrets.address_secret is 'Stands in the webhook address of a provider that signs nothing.';
comment on column public.chat_provider_secrets.webhook_secret is 'Key of the signature that the provider makes over a body; null: it makes none.';
comment on column public.chat_provider_secrets.previous_webhook_until is 'The one before is believed until then, so that nothing is refused while people paste.';

select public.publish_table('public.chat_provider_secrets', classes => '
  none: provider_id, previous_address_until, previous_webhook_until, updated_at
  secret: address_secret, previous_address_secret, webhook_secret, previous_webhook_secret, api_key');
