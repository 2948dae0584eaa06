create table public.timeline_sources (
  kind       text collate "C" primary key,
  module     text not null references public.modules (key),
  relation   text not null,
  key        text collate "C" not null default 'customer' check (key in ('customer', 'phone'))
);
comment on table public.timeline_sources is 'What the timeline of a customer is made of: one view per kind. access: service only';
comment on column public.timeline_sources.module is 'Whoever may view this module sees the kind.';

select public.publish_table('public.timeline_sources', classes => 'none: kind, module, relation, key');
