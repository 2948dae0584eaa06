create table public.import_drafts (
  import_id uuid not null references public.imports (id) on delete cascade,
  key       text collate "C" not null,
  value     jsonb not null,
  primary key (import_id, key)
);
comment on table public.import_drafts is
  'What the rows that a preview has read would have left, for those that come after them. Gone when the preview ends. access: service only';

select public.publish_table('public.import_drafts', classes => '
  none: import_id
  personal: key, value');
