-- By what each kind of notice reaches people: what the installation sets out with, and what each person made of it.
create table public.notification_defaults (
  type text collate "C" primary key check (type in ('approval', 'assignment', 'mention', 'delivery', 'sla', 'system')),
  in_app boolean not null default true,
  email boolean not null default false,
  whatsapp boolean not null default false,
  webhook boolean not null default false,
  locked text[] collate "C" not null default '{}' check (locked <@ '{in_app,email,whatsapp,webhook}'),
  is_critical boolean not null default false,
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on column public.notification_defaults.locked is 'Media that nobody may set differently.';
comment on column public.notification_defaults.is_critical is 'It is always in the list, and waits for no quiet hours.';

create table public.notification_preferences (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  type text collate "C" not null references public.notification_defaults (type),
  scope text collate "C" not null default '',
  in_app boolean not null,
  email boolean not null,
  whatsapp boolean not null,
  webhook boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (user_id, type, scope)
);
comment on column public.notification_preferences.scope is 'A module, for its notices alone; empty: everywhere else.';

create table public.notification_settings (
  user_id uuid primary key references auth.users (id) on delete cascade,
  quiet_from text,
  quiet_to text,
  time_zone text,
  whatsapp_number text,
  webhook_url text,
  updated_at timestamptz not null default now()
);
comment on table public.notification_settings is 'When a person is left alone, and where notices go. access: service only';
comment on column public.notification_settings.quiet_from is 'HH:MM in time_zone, or in the business time zone; the hours may be over midnight.';

create trigger notification_defaults_touch before update on public.notification_defaults for each row execute function public.touch_row();
create trigger notification_preferences_touch before update on public.notification_preferences for each row execute function public.touch_row();

select public.publish_table('public.notification_defaults', policy => 'true', activity => 'type',
  classes => 'none: type, in_app, email, whatsapp, webhook, locked, is_critical, updated_at, version');
select public.publish_table('public.notification_preferences',
  policy => $$user_id = (select auth.uid()) or (select public.has_permission('notifications', 'view'))$$,
  classes => 'none: id, user_id, type, scope, in_app, email, whatsapp, webhook, created_at, updated_at, version');
select public.publish_table('public.notification_settings', classes => '
  none: user_id, quiet_from, quiet_to, time_zone, updated_at
  personal: whatsapp_number
  secret: webhook_url');
select public.join_realtime('public.notification_preferences');
