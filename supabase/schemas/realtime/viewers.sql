/*
 * Who looks at something now, in which socket. Unlogged: what everybody repeats every few seconds is not worth a disk write, and is gone after a crash of
 * the database anyhow.
 */
create unlogged table public.viewers (
  entity_type  text collate "C" not null,
  entity_id    text collate "C" not null,
  socket_id    text collate "C" not null,
  user_id      uuid not null,
  since        timestamptz not null default now(),
  typing_until timestamptz,
  expires_at   timestamptz not null,
  primary key (entity_type, entity_id, socket_id)
) with (fillfactor = 50);
comment on table public.viewers is 'Who looks at what, and who types; a row that is not renewed expires. access: service only';

create index viewers_socket on public.viewers (socket_id);
create index viewers_expired on public.viewers (expires_at);

select public.publish_table('public.viewers',
  classes => 'none: entity_type, entity_id, socket_id, user_id, since, typing_until, expires_at');
