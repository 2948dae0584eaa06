create table public.video_call_leads (
  id           uuid primary key default gen_random_uuid(),
  lead_id      uuid not null references public.leads (id),
  customer_id  uuid references public.customers (id) on delete set null,
  source       text collate "C" not null,
  interest     text not null check (interest <> ''),
  status       text collate "C" not null default 'new' check (status in ('new', 'booked', 'completed', 'no_show', 'cancelled')),
  reached      text collate "C" not null default 'new' check (reached in ('new', 'booked', 'completed', 'bought')),
  outcome      text collate "C" check (outcome in ('bought', 'interested', 'undecided', 'not_interested')),
  assignee_id  uuid references public.agents (id) on delete set null,
  starts_at    timestamptz,
  ends_at      timestamptz,
  time_zone    text not null default '',
  link         text not null default '',
  value_minor  bigint not null default 0 check (value_minor >= 0),
  currency     text collate "C" not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
  follow_up_at timestamptz,
  note         text not null default '',
  no_shows     integer not null default 0,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  version      integer not null default 1,
  team         text collate "C",
  check ((starts_at is null) = (ends_at is null)),
  check (ends_at > starts_at),
  -- Nobody is in two calls at once, whoever books at the same time.
  constraint video_call_leads_slot exclude using gist (assignee_id extensions.gist_uuid_ops with operator(pg_catalog.=), tstzrange(starts_at, ends_at) with operator(pg_catalog.&&))
    where (status = 'booked' and deleted_at is null and starts_at is not null)
);
comment on table public.video_call_leads is 'Customers who want to be shown something by video: when, by whom, and what came of it.';
comment on column public.video_call_leads.reached is 'How far it ever came; the funnel counts these.';
comment on column public.video_call_leads.time_zone is 'Of the customer, who is told the time in it; empty: the business''s.';
comment on column public.video_call_leads.value_minor is 'What it may be worth, or, when the customer bought, what he bought for.';
comment on column public.video_call_leads.no_shows is 'How often the customer did not come.';
comment on column public.video_call_leads.team is 'That of the lead; kept by triggers.';

-- One that is still to happen for each lead.
create unique index video_call_leads_open on public.video_call_leads (lead_id) where status in ('new', 'booked', 'no_show') and deleted_at is null;
create index video_call_leads_lead on public.video_call_leads (lead_id);
create index video_call_leads_newest on public.video_call_leads (created_at desc, id desc) where deleted_at is null;
create index video_call_leads_updated on public.video_call_leads (updated_at desc, id desc) where deleted_at is null;
create index video_call_leads_starts on public.video_call_leads (starts_at desc nulls last, id desc) where deleted_at is null;
create index video_call_leads_value on public.video_call_leads (value_minor desc, id desc) where deleted_at is null;
create index video_call_leads_status on public.video_call_leads (status, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_outcome on public.video_call_leads (outcome, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_source on public.video_call_leads (source, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_currency on public.video_call_leads (currency, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_team on public.video_call_leads (team, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_assignee on public.video_call_leads (assignee_id, created_at desc, id desc) where deleted_at is null;
create index video_call_leads_customer on public.video_call_leads (customer_id, created_at desc, id desc);
create index video_call_leads_follow_up on public.video_call_leads (follow_up_at, id) where deleted_at is null and follow_up_at is not null;
create index video_call_leads_search on public.video_call_leads using gin (interest extensions.gin_trgm_ops, note extensions.gin_trgm_ops) where deleted_at is null;

create trigger video_call_leads_keep before insert or update on public.video_call_leads for each row execute function public.keep_video_call_lead();
create trigger video_call_leads_touch before update on public.video_call_leads for each row execute function public.touch_row();
create trigger video_call_leads_team before insert on public.video_call_leads for each row execute function public.take_team_of_lead();
create trigger leads_team_of_video_calls after update of team on public.leads
  for each row when (new.team is distinct from old.team) execute function public.pass_on_team_of_lead('video_call_leads');

select public.publish_table('public.video_call_leads', module => 'video_call_leads', scopes => $$array['team:' || r.team]$$, activity => 'id', classes => '
  none: id, lead_id, customer_id, source, status, reached, outcome, assignee_id, starts_at, ends_at, time_zone, value_minor, currency, follow_up_at
  none: no_shows, created_by, created_at, updated_at, deleted_at, version, team
  personal: interest, link, note');

select public.announce_table('public.video_call_leads', 'tickets', 'video_call_lead', 'video_call_leads',
  'lead_id,customer_id,source,interest,status,outcome,assignee_id,starts_at,ends_at,value_minor,currency,follow_up_at,team,deleted_at,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.video_call_leads', columns => 'status,reached,outcome,source,currency,team', sums => 'value_minor', hidden => 'deleted_at');
