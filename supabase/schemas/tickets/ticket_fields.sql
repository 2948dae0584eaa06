create table public.ticket_fields (
  id                uuid primary key default gen_random_uuid(),
  key               text collate "C" not null unique check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  label             text not null,
  kind              text collate "C" not null check (kind in ('text', 'number', 'integer', 'boolean', 'date', 'choice')),
  options           text[] not null default '{}',
  categories        text[] not null default '{}',
  required_on_close boolean not null default false,
  position          integer not null default 0,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  archived_at       timestamptz,
  version           integer not null default 1,
  check ((kind = 'choice') = (options <> '{}'))
);
comment on table public.ticket_fields is 'Fields that an installation adds to its tickets. An archived one takes no new values; those that are there stay.';
comment on column public.ticket_fields.categories is 'Categories of tickets that have it; none: all.';
comment on column public.ticket_fields.required_on_close is 'A ticket is resolved or closed only with a value.';

create trigger ticket_fields_touch before update on public.ticket_fields for each row execute function public.touch_row();

select public.publish_table('public.ticket_fields', module => 'tickets', activity => 'key', classes => '
  none: id, key, label, kind, options, categories, required_on_close, position, created_at, updated_at, archived_at, version');
