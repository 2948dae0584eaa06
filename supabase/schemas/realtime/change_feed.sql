-- The change feed: what happened, in one order, for sockets, reactions and whoever asks GET /changes.
create table public.change_feed (
  id        bigint generated always as identity primary key,
  seq       bigint,
  namespace text not null check (namespace in ('emails', 'chats', 'calls', 'notifications', 'tickets', 'agents')),
  event     text not null check (event ~ '^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$'),
  entity_id text not null,
  module    text not null,
  user_id   uuid,
  payload   jsonb not null default '{}',
  at        timestamptz not null default now(),
  scopes    text[] collate "C",
  scoped_only boolean not null default false,
  before    jsonb,
  cause     text default public.current_cause()
);
comment on table public.change_feed is 'What happened. Written in the transaction of the change, numbered after its commit.';
comment on column public.change_feed.seq is 'Place in the feed: dense, ascending, given after the commit by number_changes(). Null until then.';
comment on column public.change_feed.module is 'Who may view this module may see the event.';
comment on column public.change_feed.scopes is 'Who may view the module in one of these scopes alone sees the event too.';
comment on column public.change_feed.scoped_only is 'The thing has left these scopes: only who sees no more than they hold is told, that it is gone.';
comment on column public.change_feed.before is 'Of an update: what the columns of the payload said before. Null: there is no earlier value.';
comment on column public.change_feed.cause is 'The run of a rule that did it, <run>:<depth>; null: a person or the world did.';
comment on column public.change_feed.user_id is 'When set, nobody but this user sees the event, and only with the permission.';

create unique index change_feed_seq on public.change_feed (seq) where seq is not null;
create index change_feed_unnumbered on public.change_feed (id) where seq is null;

-- Every row is written twice, once to be numbered: clean up before it shows.
alter table public.change_feed set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
alter table public.change_feed alter column payload set statistics 0;
alter table public.change_feed alter column before set statistics 0;

select public.publish_table('public.change_feed', policy => $$
    seq is not null
    and (user_id is null or user_id = (select auth.uid()))
    and (
      (not scoped_only and module = any (array(select public.viewable_modules())))
      or exists (select from unnest(scopes) s where module || '/' || s = any (array(select public.viewable_scopes())))
      or (user_id is not null and module = any (array(select split_part(s, '/', 1) from public.viewable_scopes() s)))
    )
  $$, classes => '
  none: id, seq, namespace, event, entity_id, module, user_id, at, scopes, scoped_only, cause
  personal: payload, before');
