create table public.change_feed_position (
  only_row   boolean primary key default true check (only_row),
  last_seq   bigint not null default 0,
  pruned_seq bigint not null default 0
);
comment on table public.change_feed_position is
  'The newest number that was given, and the newest that was taken out again by age. access: service only';

insert into public.change_feed_position default values;

select public.publish_table('public.change_feed_position', classes => 'none: only_row, last_seq, pruned_seq');
