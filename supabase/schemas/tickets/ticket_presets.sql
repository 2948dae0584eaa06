create table public.ticket_presets (
  id         uuid primary key default gen_random_uuid(),
  kind       text collate "C" not null check (kind in ('view', 'macro', 'template')),
  name       text not null,
  content    jsonb not null,
  is_shared  boolean not null default false,
  position   integer not null default 0,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version    integer not null default 1
);
comment on table public.ticket_presets is 'Saved lists of tickets, macros and templates: of one person, or shared.';
comment on column public.ticket_presets.content is
  'view: {"conditions", "sort", "order"}; macro: {"change", "comment"}; template: {"ticket"} with the columns that a new ticket begins with.';

create index ticket_presets_list on public.ticket_presets (kind, position, id);

create trigger ticket_presets_touch before update on public.ticket_presets for each row execute function public.touch_row();

select public.publish_table('public.ticket_presets',
  policy => $$(is_shared or created_by = (select auth.uid())) and (select public.has_permission('tickets', 'view'))$$, activity => 'id', classes => '
  none: id, kind, name, is_shared, position, created_by, created_at, updated_at, version
  personal: content');
