create table public.decision_sources (
  kind     text collate "C" primary key,
  module   text not null references public.modules (key),
  relation text not null
);
comment on table public.decision_sources is 'Where decisions are found that a module keeps in a table of its own: one view per kind. access: service only';

select public.publish_table('public.decision_sources', classes => 'none: kind, module, relation');
