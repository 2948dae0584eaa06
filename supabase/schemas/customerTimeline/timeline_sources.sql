create table public.timeline_sources (
  kind       text collate "C" primary key,
  module     text not null references public.modules (key),
  relation   text not null,
  key        text collate "C" not null default 'customer' check (key in ('customer', 'phone')),
  by_address text
);
comment on table public.timeline_sources is 'What the timeline of a customer is made of: one view per kind. access: service only';
comment on column public.timeline_sources.module is 'Whoever may view this module sees the kind.';
comment on column public.timeline_sources.by_address is
  'A second view of the kind, with an address as its key: read when the address is no one customer''s.';

select public.publish_table('public.timeline_sources', classes => 'none: kind, module, relation, key, by_address');
