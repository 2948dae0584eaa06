-- Templates that WhatsApp has approved, or will, for the business behind an account: what may be sent outside of the window.
create table public.provider_templates (
  id            uuid primary key default gen_random_uuid(),
  provider_id   uuid not null references public.chat_providers (id) on delete cascade,
  name          text collate "C" not null check (name <> ''),
  language      text collate "C" not null check (language <> ''),
  category      text collate "C",
  status        text collate "C" not null default 'unknown' check (status in ('approved', 'pending', 'rejected', 'paused', 'disabled', 'unknown')),
  reason        text,
  header        text collate "C" not null default 'none' check (header in ('none', 'text', 'image', 'document', 'video')),
  header_values integer not null default 0,
  body          text not null default '',
  body_values   integer not null default 0,
  buttons       jsonb not null default '[]',
  source        text collate "C" not null default 'provider' check (source in ('provider', 'person')),
  status_at     timestamptz not null default now(),
  synced_at     timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  version       integer not null default 1,
  unique (provider_id, name, language)
);
comment on table public.provider_templates is 'Templates of chat providers, with what each has to be given.';
comment on column public.provider_templates.source is 'provider: it lists its templates; person: entered by hand, for a provider that does not.';
comment on column public.provider_templates.status_at is 'Since when the status is so: an older event that comes later changes nothing.';
comment on column public.provider_templates.synced_at is 'When the provider listed it last.';

create index provider_templates_list on public.provider_templates (name, id);

create trigger provider_templates_touch before update of category, status, reason, header, header_values, body, body_values, buttons
  on public.provider_templates for each row execute function public.touch_row();
-- What the provider tells is nobody's act.
create trigger provider_templates_activity after insert or delete or update of category, status, reason, header, header_values, body, body_values, buttons
  on public.provider_templates for each row when (public.current_actor() is not null) execute function public.record_activity('id');

select public.publish_table('public.provider_templates', module => 'chats', classes => '
  none: id, provider_id, name, language, category, status, reason, header, header_values, body, body_values, buttons, source, status_at
  none: synced_at, created_at, updated_at, version');

-- How it went to ask a provider for its templates.
create table public.provider_template_syncs (
  provider_id   uuid primary key references public.chat_providers (id) on delete cascade,
  asked_at      timestamptz not null default now(),
  finished_at   timestamptz,
  found         integer,
  error_code    text,
  error_message text
);
comment on table public.provider_template_syncs is 'The last time that a provider was asked for its templates.';
comment on column public.provider_template_syncs.finished_at is 'Null while it is under way; with error_code it failed, and will be tried again.';

select public.publish_table('public.provider_template_syncs', module => 'chats',
  classes => 'none: provider_id, asked_at, finished_at, found, error_code, error_message');
