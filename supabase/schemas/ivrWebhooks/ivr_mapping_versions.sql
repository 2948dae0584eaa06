create table public.ivr_mapping_versions (
  id             uuid primary key default gen_random_uuid(),
  provider_id    uuid not null references public.ivr_providers (id) on delete cascade,
  version        integer not null,
  field_mapping  jsonb not null,
  status_mapping jsonb not null,
  created_by     uuid,
  created_at     timestamptz not null default now(),
  unique (provider_id, version)
);
comment on table public.ivr_mapping_versions is 'What the mapping of a provider was, and who made it so.';
create index ivr_mapping_versions_list on public.ivr_mapping_versions (provider_id, created_at desc, id desc);

select public.publish_table('public.ivr_mapping_versions', module => 'ivr_providers',
  classes => 'none: id, provider_id, version, field_mapping, status_mapping, created_by, created_at', service => 'select');
