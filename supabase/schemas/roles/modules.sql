create table public.modules (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);
comment on table public.modules is 'The parts of the product that a permission can be given for.';

select public.publish_table('public.modules', policy => 'true', classes => '
  none: key, name, description, created_at');
