create table public.assignable_kinds (
  entity_type text collate "C" primary key,
  module      text collate "C" not null references public.modules (key),
  items       text collate "C" not null,
  live        text not null,
  assign      text not null
);
comment on table public.assignable_kinds is 'Kinds of things that agents hold: one row each, by register_assignable. access: service only';

select public.publish_table('public.assignable_kinds', classes => 'none: entity_type, module, items, live, assign');
