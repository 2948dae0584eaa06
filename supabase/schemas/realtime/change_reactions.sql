create table public.change_reactions (
  name       text primary key,
  last_seq   bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.change_reactions is 'How far each durable reaction has read the feed. access: service only';

select public.publish_table('public.change_reactions', classes => 'none: name, last_seq, created_at, updated_at');
