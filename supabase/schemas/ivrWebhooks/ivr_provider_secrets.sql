create table public.ivr_provider_secrets (
  provider_id     uuid primary key references public.ivr_providers (id) on delete cascade,
  secret          text not null,
  previous_secret text,
  previous_until  timestamptz,
  updated_at      timestamptz not null default now()
);
comment on table public.ivr_provider_secrets is
  'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the provider sees them. access: service only';
comment on column public.ivr_provider_secrets.previous_until is 'The one before is believed until then, so that nothing is refused while people paste.';

select public.publish_table('public.ivr_provider_secrets', classes => '
  none: provider_id, previous_until, updated_at
  secret: secret, previous_secret');
