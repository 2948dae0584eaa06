-- Kept figures of the e-mails, exact after every transaction that changes emails, and the dashboard's functions that read them.
--
-- Grains and the cutting of ranges are those of the calls (kaleyra_grain, kaleyra_buckets, kaleyra_range_pieces), and so is the
-- business zone (kaleyra_settings): there is one of it. Deleted e-mails never count.
--
-- What a statement changes is noted when it ends and added to the sums when its transaction commits, under one lock that is
-- held from then to the end of the commit. A transaction that is about to commit waits for no row any more, so writers of
-- e-mails cannot get stuck on each other because of the sums, whatever else they lock and in whatever order.
create table public.email_mailbox_rollups (
  grain            public.kaleyra_grain not null,
  bucket           timestamp not null,
  support_email_id uuid not null,
  emails           integer not null,
  inbound          integer not null,
  outbound         integer not null,
  unread           integer not null,
  messages         integer not null,
  auto_replies     integer not null,
  bounces          integer not null,
  lists            integer not null,
  loops            integer not null,
  open             integer not null,
  pending          integer not null,
  resolved         integer not null,
  closed           integer not null,
  spam             integer not null,
  primary key (grain, bucket, support_email_id)
);
comment on table public.email_mailbox_rollups is
  'E-mails per mailbox by direction, kind and status. access: service only';
comment on column public.email_mailbox_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day) on which it was received.';
comment on column public.email_mailbox_rollups.unread is 'Received and not read yet. What we sent is never unread.';

alter table public.email_mailbox_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

select public.publish_table('public.email_mailbox_rollups', service => 'select', classes => '
  none: grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops
  none: open, pending, resolved, closed, spam');
