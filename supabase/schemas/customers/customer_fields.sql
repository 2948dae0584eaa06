create table public.customer_fields (
  id          uuid primary key default gen_random_uuid(),
  key         text collate "C" not null unique check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  label       text not null,
  kind        text collate "C" not null check (kind in ('text', 'number', 'integer', 'boolean', 'date', 'choice')),
  options     text[] not null default '{}',
  position    integer not null default 0,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  archived_at timestamptz,
  version     integer not null default 1,
  check ((kind = 'choice') = (options <> '{}'))
);
comment on table public.customer_fields is 'Fields that an installation adds to its customers. An archived one takes no new values; those that are there stay.';

create trigger customer_fields_touch before update on public.customer_fields for each row execute function public.touch_row();

select public.publish_table('public.customer_fields', module => 'customers', activity => 'key',
  classes => 'none: id, key, label, kind, options, position, created_at, updated_at, archived_at, version');
