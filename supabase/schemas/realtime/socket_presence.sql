create table public.socket_presence (
  user_id uuid not null,
  node_id uuid not null,
  since   timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  primary key (user_id, node_id)
);
comment on table public.socket_presence is 'Which users have a socket open, on which node; a node says again and again that it is there. access: service only';
create index socket_presence_node on public.socket_presence (node_id);

select public.publish_table('public.socket_presence', classes => 'none: user_id, node_id, since, seen_at');
