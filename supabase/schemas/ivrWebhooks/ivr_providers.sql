create table public.ivr_providers (
  id                 uuid primary key default gen_random_uuid(),
  slug               text collate "C" not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'),
  name               text not null check (name <> ''),
  is_active          boolean not null default true,
  time_zone          text collate "C" not null default 'Asia/Kolkata' check (time_zone <> ''),
  region             text collate "C" not null default 'IN' check (region ~ '^[A-Z]{2}$'),
  field_mapping      jsonb not null check (jsonb_typeof(field_mapping) = 'object' and field_mapping ? 'call_id'),
  status_mapping     jsonb not null default '{}' check (jsonb_typeof(status_mapping) = 'object'),
  sample_payload     jsonb,
  menu               jsonb not null default '{}' check (jsonb_typeof(menu) = 'object'),
  default_department text collate "C",
  silence_minutes    integer check (silence_minutes between 1 and 10080),
  mapping_version    integer not null default 1,
  has_secret         boolean not null default false,
  last_event_at      timestamptz,
  created_by         uuid,
  version            integer not null default 1,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  deleted_at         timestamptz
);
comment on table public.ivr_providers is 'Who tells us about IVR calls, and how to read it. A removed one keeps its calls.';
comment on column public.ivr_providers.slug is 'Names it in the address of its webhook.';
comment on column public.ivr_providers.time_zone is 'Of the provider''s account: times without an offset are read in it.';
comment on column public.ivr_providers.region is 'Where its numbers without a country code are from.';
comment on column public.ivr_providers.sample_payload is 'A request to try the mapping on: {"method", "query", "content_type", "body"}.';
comment on column public.ivr_providers.menu is 'Which department a digit leads to: {"2": "support"}; the last digit that is pressed counts.';
comment on column public.ivr_providers.default_department is 'Of calls whose department nothing else tells.';
comment on column public.ivr_providers.mapping_version is 'Counts the changes of the mapping; each is in ivr_mapping_versions.';
comment on column public.ivr_providers.has_secret is 'Without a secret in its address nothing of it is believed.';
comment on column public.ivr_providers.silence_minutes is 'So long without an event is reported; null: never.';

create unique index ivr_providers_slug on public.ivr_providers (slug) where deleted_at is null;
create index ivr_providers_list on public.ivr_providers (created_at desc, id desc);
create index ivr_providers_name on public.ivr_providers (name desc, id desc);

create trigger ivr_providers_defaults before insert on public.ivr_providers for each row execute function public.begin_ivr_provider();
-- Only what people change is counted and noted; when it called is not.
create trigger ivr_providers_touch before update of slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu,
  default_department, silence_minutes, has_secret, deleted_at on public.ivr_providers for each row execute function public.touch_ivr_provider();
create trigger ivr_providers_activity after insert or delete or update of slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu,
  default_department, silence_minutes, has_secret, deleted_at on public.ivr_providers for each row execute function public.record_activity('id');
create trigger ivr_providers_versions after insert or update of field_mapping, status_mapping on public.ivr_providers
  for each row execute function public.keep_ivr_mapping_version();

select public.publish_table('public.ivr_providers', policy => $$deleted_at is null and (select public.has_permission('ivr_providers', 'view'))$$, classes => '
  none: id, slug, name, is_active, time_zone, region, field_mapping, status_mapping, menu, default_department, silence_minutes, mapping_version
  none: has_secret, last_event_at, created_by, version, created_at, updated_at, deleted_at
  personal: sample_payload');

-- The portal changes its providers here: what is wrong in a mapping is then found when its first event comes, which is parked.
grant insert (slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department, silence_minutes)
  on public.ivr_providers to authenticated;
grant update (slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department, silence_minutes)
  on public.ivr_providers to authenticated;
create policy ivr_providers_create on public.ivr_providers for insert to authenticated
  with check ((select public.has_permission('ivr_providers', 'create')));
create policy ivr_providers_edit on public.ivr_providers for update to authenticated
  using (deleted_at is null and (select public.has_permission('ivr_providers', 'edit'))) with check ((select public.has_permission('ivr_providers', 'edit')));

select public.announce_table('public.ivr_providers', 'calls', 'ivr_provider', 'ivr_providers',
  'slug,name,is_active,default_department,silence_minutes,mapping_version,version,deleted_at');
select public.join_realtime('public.ivr_providers');
