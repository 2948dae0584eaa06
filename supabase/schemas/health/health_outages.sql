create table public.health_outages (
  part text not null,
  affected text not null default '',
  since timestamptz not null default now(),
  looks integer not null default 1,
  notified_at timestamptz,
  primary key (part, affected)
);
comment on table public.health_outages is
  'Parts of the product that are out now, so that people are told once of each outage. access: service only';
comment on column public.health_outages.affected is 'Which of several, such as the address of a mailbox; empty when the part is one.';
comment on column public.health_outages.looks is 'How often in a row it was found out.';

select public.publish_table('public.health_outages', classes => '
  none: part, since, looks, notified_at
  personal: affected', service => 'select');
