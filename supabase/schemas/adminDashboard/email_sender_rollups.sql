create table public.email_sender_rollups (
  scope      uuid not null,
  grain      public.kaleyra_grain not null check (grain in ('day', 'month')),
  bucket     timestamp not null,
  from_email text collate "C" not null,
  emails     integer not null,
  primary key (scope, grain, from_email, bucket)
);
comment on table public.email_sender_rollups is
  'Received e-mails per sender: business days and months, for each mailbox and for all of them. access: service only';
comment on column public.email_sender_rollups.scope is 'The mailbox; 00000000-0000-0000-0000-000000000000: all mailboxes.';

-- The lists that get_email_top_senders reads from their top.
create index email_sender_rollups_top on public.email_sender_rollups (scope, grain, bucket, emails desc, from_email);

alter table public.email_sender_rollups  set (autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.email_sender_rollups', service => 'select', classes => '
  none: scope, grain, bucket, emails
  personal: from_email');
