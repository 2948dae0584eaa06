create table public.approval_kinds (
  kind text collate "C" primary key check (kind ~ '^[a-z][a-z_]*$'),
  module text collate "C" not null references public.modules (key),
  entity_type text collate "C" not null,
  describe text not null,
  apply text not null
);
comment on table public.approval_kinds is 'What can be asked for: one row each, by register_approval. access: service only';

select public.publish_table('public.approval_kinds', classes => 'none: kind, module, entity_type, describe, apply');
