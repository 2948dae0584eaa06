-- What farmers ask about their crops, and what becomes of it.
create sequence public.agri_consultation_numbers;
revoke all on sequence public.agri_consultation_numbers from anon, authenticated;

create table public.agri_consultations (
  id                    uuid primary key default gen_random_uuid(),
  reference             text collate "C" check (reference <> ''),
  status                text collate "C" not null default 'open' check (status in ('open', 'advised', 'following_up', 'closed', 'cancelled')),
  customer_id           uuid references public.customers (id) on delete set null,
  crop                  text collate "C" not null check (crop <> ''),
  variety               text not null default '',
  area                  numeric(12, 4) check (area > 0),
  area_unit             text collate "C" check (area_unit in ('acre', 'hectare', 'bigha', 'guntha', 'square_metre')),
  crop_stage            text not null default '',
  season                text collate "C" not null check (season in ('kharif', 'rabi', 'zaid')),
  season_year           integer not null,
  is_season_derived     boolean not null,
  query_type            text collate "C" not null default 'other'
    check (query_type in ('pest', 'disease', 'weed', 'nutrient', 'water', 'weather', 'seed', 'market', 'other')),
  symptoms              text not null default '',
  evidence              jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  location              text not null default '',
  channel               text collate "C" not null default 'phone' check (channel in ('phone', 'whatsapp', 'email', 'visit', 'other')),
  priority              text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team                  text collate "C",
  assignee_id           uuid references public.agents (id) on delete set null,
  asked_on              date not null,
  outcome               text collate "C" check (outcome in ('recovered', 'improved', 'unchanged', 'worse', 'unknown')),
  outcome_note          text not null default '',
  follow_up_wished_on   date,
  follow_up_on          date,
  follow_up_done_at     timestamptz,
  follow_up_pending_on  date generated always as (
    case when follow_up_done_at is null and status in ('open', 'advised', 'following_up') then follow_up_on end) stored,
  follow_up_reminded_on date,
  advised_at            timestamptz,
  advised               integer not null default 0 check (advised in (0, 1)),
  advise_seconds        bigint not null default 0,
  last_told_at          timestamptz,
  closed_at             timestamptz,
  created_by            uuid,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  deleted_at            timestamptz,
  version               integer not null default 1,
  number                text collate "C" not null unique default public.next_number('AGR', 'public.agri_consultation_numbers'),
  check ((area is null) = (area_unit is null)),
  check ((follow_up_wished_on is null) = (follow_up_on is null))
);
comment on table public.agri_consultations is 'What a farmer asks about a crop: the plot, the symptoms, and how it ended.';
comment on column public.agri_consultations.reference is 'What it is called where it comes from; a file that is imported again finds it by this. Also a deleted one keeps its own.';
comment on column public.agri_consultations.crop is 'In lower case.';
comment on column public.agri_consultations.season_year is 'The year in which the season began: rabi of January 2027 is of 2026.';
comment on column public.agri_consultations.is_season_derived is 'Nobody named the season: it follows asked_on.';
comment on column public.agri_consultations.evidence is 'Photos of it: [{"kind", "ref", "note"}].';
comment on column public.agri_consultations.asked_on is 'The business day on which the farmer asked.';
comment on column public.agri_consultations.follow_up_wished_on is 'The day that was wished; follow_up_on is the first open day of the calendar from then on.';
comment on column public.agri_consultations.follow_up_done_at is 'When an outcome was noted after it was set.';
comment on column public.agri_consultations.follow_up_pending_on is 'follow_up_on while somebody still has to do it.';
comment on column public.agri_consultations.follow_up_reminded_on is 'The follow-up of which the assignee was reminded.';
comment on column public.agri_consultations.advised_at is 'When advice was written for the first time.';
comment on column public.agri_consultations.advised is '1 once it was advised, for sums.';
comment on column public.agri_consultations.advise_seconds is 'From the beginning to advised_at; 0 before.';
comment on column public.agri_consultations.last_told_at is 'When advice last reached the farmer.';
comment on column public.agri_consultations.version is 'Counts what people change, not reminders and deliveries.';

create unique index agri_consultations_reference on public.agri_consultations (reference) where reference is not null;
-- Every order and every filter of the list; prove:scale asks for each.
create index agri_consultations_list on public.agri_consultations (created_at desc, id desc) where deleted_at is null;
create index agri_consultations_updated on public.agri_consultations (updated_at desc, id desc) where deleted_at is null;
create index agri_consultations_asked on public.agri_consultations (asked_on desc, id desc) where deleted_at is null;
create index agri_consultations_status on public.agri_consultations (status, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_season on public.agri_consultations (season, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_season_year on public.agri_consultations (season_year, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_crop on public.agri_consultations (crop, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_query_type on public.agri_consultations (query_type, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_outcome on public.agri_consultations (outcome, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_channel on public.agri_consultations (channel, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_team on public.agri_consultations (team, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_assignee on public.agri_consultations (assignee_id, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_customer on public.agri_consultations (customer_id, created_at desc, id desc) where deleted_at is null;
create index agri_consultations_follow_up on public.agri_consultations (follow_up_pending_on desc, id desc)
  where deleted_at is null and follow_up_pending_on is not null;
create index agri_consultations_team_follow_up on public.agri_consultations (team, follow_up_pending_on desc, id desc)
  where deleted_at is null and follow_up_pending_on is not null;
create index agri_consultations_assignee_follow_up on public.agri_consultations (assignee_id, follow_up_pending_on desc, id desc)
  where deleted_at is null and follow_up_pending_on is not null;
create index agri_consultations_search on public.agri_consultations using gin (number extensions.gin_trgm_ops, reference extensions.gin_trgm_ops,
  symptoms extensions.gin_trgm_ops, location extensions.gin_trgm_ops) where deleted_at is null;

create trigger agri_consultations_keep before insert or update on public.agri_consultations
  for each row execute function public.keep_agri_consultation();
create trigger agri_consultations_team before insert or update of team on public.agri_consultations
  for each row when (new.team is not null) execute function public.name_team();
-- What people decide is counted and noted; reminders and deliveries are not.
create trigger agri_consultations_touch before update of status, reference, customer_id, crop, variety, area, area_unit, crop_stage, season, query_type, symptoms,
  evidence, location, channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, deleted_at
  on public.agri_consultations for each row execute function public.touch_row();
create trigger agri_consultations_activity after insert or delete or update of status, reference, customer_id, crop, variety, area, area_unit, crop_stage, season,
  query_type, symptoms, evidence, location, channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, deleted_at
  on public.agri_consultations for each row execute function public.record_activity('id');

select public.publish_table('public.agri_consultations', module => 'agri_consultancy', policy => 'deleted_at is null', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, number, reference, status, customer_id, crop, variety, area, area_unit, crop_stage, season, season_year, is_season_derived, query_type, channel, priority
  none: team, assignee_id, asked_on, outcome, follow_up_wished_on, follow_up_on, follow_up_done_at, follow_up_pending_on, follow_up_reminded_on, advised_at, advised
  none: advise_seconds, last_told_at, closed_at, created_by, created_at, updated_at, deleted_at, version
  personal: symptoms, evidence, location, outcome_note');

select public.announce_table('public.agri_consultations', 'tickets', 'agri_consultation', 'agri_consultancy',
  'number,status,customer_id,crop,season,query_type,team,assignee_id,outcome,follow_up_on,last_told_at,deleted_at,version', p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.agri_consultations', columns => 'status,season,season_year,crop,query_type,outcome,team', sums => 'advised,advise_seconds',
  hidden => 'deleted_at');

select public.follow_assignable('public.agri_consultations', 'agri_consultation',
  'assignee_id, status, team, priority, customer_id, deleted_at, last_told_at');
select public.follow_sla_status('public.agri_consultations', 'agri_consultation', 'team, priority, customer_id, assignee_id, crop, query_type, deleted_at');
