create table public.chat_providers (
  id                uuid primary key default gen_random_uuid(),
  slug              text collate "C" not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'),
  kind              text collate "C" not null check (kind in ('interakt', 'netcore')),
  name              text not null check (name <> ''),
  business_number   text collate "C" not null check (business_number ~ '^\+[1-9][0-9]{6,14}$'),
  default_team      text collate "C",
  is_active         boolean not null default true,
  is_default        boolean not null default false,
  source            text not null default '',
  silence_minutes   integer check (silence_minutes between 1 and 10080),
  has_webhook_secret boolean not null default false,
  has_api_key       boolean not null default false,
  last_event_at     timestamptz,
  created_by        uuid,
  version           integer not null default 1,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  deleted_at        timestamptz
);
comment on table public.chat_providers is 'Accounts of chat providers, each for one business number. A removed one keeps its conversations.';
comment on column public.chat_providers.slug is 'Names it in the address of its webhook.';
comment on column public.chat_providers.is_default is 'Takes what comes to the webhook without a slug; one of each kind.';
comment on column public.chat_providers.source is 'The sender id that Netcore asks for; empty for others.';
comment on column public.chat_providers.silence_minutes is 'So long without an event is reported; null: never.';
comment on column public.chat_providers.last_event_at is 'When it last called, to some seconds; any event that is its own counts, a test ping too.';
comment on column public.chat_providers.version is 'Counts what people change.';

create unique index chat_providers_slug on public.chat_providers (slug) where deleted_at is null;
create unique index chat_providers_default on public.chat_providers (kind) where is_default and deleted_at is null;
create index chat_providers_list on public.chat_providers (created_at desc, id desc);
create index chat_providers_name on public.chat_providers (name desc, id desc);

-- Only what people change is counted and noted; what happens by itself is not.
create trigger chat_providers_touch before update of slug, kind, name, business_number, default_team, is_active, is_default, source, silence_minutes,
  has_webhook_secret, has_api_key, deleted_at on public.chat_providers for each row execute function public.touch_row();
create trigger chat_providers_activity after insert or delete or update of slug, kind, name, business_number, default_team, is_active, is_default, source,
  silence_minutes, has_webhook_secret, has_api_key, deleted_at on public.chat_providers for each row execute function public.record_activity('id');
-- A business number is ours: nobody becomes a customer by it.
create trigger note_phones_insert after insert on public.chat_providers
  referencing new table as changed for each statement execute function public.note_phone_spellings('business_number', 'own');
create trigger note_phones_update after update on public.chat_providers
  referencing new table as changed for each statement execute function public.note_phone_spellings('business_number', 'own');

select public.publish_table('public.chat_providers',
  policy => $$deleted_at is null and (select public.has_permission('chat_providers', 'view'))$$, classes => '
  none: id, slug, kind, name, default_team, is_active, is_default, source, silence_minutes, has_webhook_secret, has_api_key, last_event_at, created_by, version
  none: created_at, updated_at, deleted_at
  personal: business_number');

select public.announce_table('public.chat_providers', 'chats', 'chat_provider', 'chat_providers',
  'slug,kind,name,default_team,is_active,silence_minutes,version,deleted_at');
