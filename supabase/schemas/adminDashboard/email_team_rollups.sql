create table public.email_team_rollups (
  grain            public.kaleyra_grain not null,
  bucket           timestamp not null,
  support_email_id uuid not null,
  team             text collate "C",
  emails           integer not null,
  inbound          integer not null,
  outbound         integer not null,
  unread           integer not null,
  unique nulls not distinct (grain, bucket, support_email_id, team)
);
comment on table public.email_team_rollups is 'E-mails per mailbox and team. access: service only';
comment on column public.email_team_rollups.team is 'Null: nobody''s.';

alter table public.email_team_rollups    set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.email_team_rollups', service => 'select', classes => '
  none: grain, bucket, support_email_id, team, emails, inbound, outbound, unread');
