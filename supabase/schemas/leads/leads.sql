create sequence public.lead_numbers;
revoke all on sequence public.lead_numbers from anon, authenticated;

create table public.leads (
  id               uuid primary key default gen_random_uuid(),
  customer_id      uuid references public.customers (id) on delete set null,
  matter           text not null check (matter <> ''),
  matter_key       text collate "C" not null default '',
  property         text collate "C" not null default '',
  source           text collate "C" not null check (
    source in ('website', 'phone', 'email', 'whatsapp', 'youtube', 'video_call', 'referral', 'walk_in', 'import', 'other')),
  status           text collate "C" not null default 'new' check (status in ('new', 'contacted', 'qualified', 'proposal', 'won', 'lost')),
  reached          text collate "C" not null default 'new' check (reached in ('new', 'contacted', 'qualified', 'proposal', 'won')),
  score            integer not null default 0 check (score between 0 and 100),
  priority         text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team             text collate "C",
  assignee_id      uuid references public.agents (id) on delete set null,
  value_minor      bigint not null default 0 check (value_minor >= 0),
  currency         text collate "C" not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
  next_action      text not null default '',
  next_action_at   timestamptz,
  note             text not null default '',
  lost_reason      text not null default '',
  touches          integer not null default 0,
  last_touch_at    timestamptz,
  last_response_at timestamptz,
  waiting_since    timestamptz,
  closed_at        timestamptz,
  created_by       uuid,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  deleted_at       timestamptz,
  version          integer not null default 1,
  number           text collate "C" not null unique default public.next_number('LEAD', 'public.lead_numbers')
);
comment on table public.leads is 'Somebody who may buy, and what: one for each customer and matter while it is open.';
comment on column public.leads.matter is 'What it is about; spelling in capitals and blanks makes no difference.';
comment on column public.leads.matter_key is 'What two spellings of one matter have in common; kept by a trigger.';
comment on column public.leads.property is 'The brand or site that it belongs to; empty where there is one only.';
comment on column public.leads.status is 'The stage.';
comment on column public.leads.reached is 'The furthest stage that it ever had: the funnel counts these.';
comment on column public.leads.score is 'Kept by a trigger from score_lead; its reasons are in the decisions.';
comment on column public.leads.touches is 'How often the customer came with it.';
comment on column public.leads.last_response_at is 'When a person last contacted the customer about it.';
comment on column public.leads.waiting_since is 'When the customer came first since he was last contacted; null: nobody waits.';

-- One lead for each customer and matter: whoever comes again touches it.
create unique index leads_matter on public.leads (customer_id, property, matter_key) where status not in ('won', 'lost') and deleted_at is null;
-- Every order and every filter of the list; prove:scale asks for each.
create index leads_newest on public.leads (created_at desc, id desc) where deleted_at is null;
create index leads_updated on public.leads (updated_at desc, id desc) where deleted_at is null;
create index leads_score on public.leads (score desc, id desc) where deleted_at is null;
create index leads_value on public.leads (value_minor desc, id desc) where deleted_at is null;
create index leads_status on public.leads (status, created_at desc, id desc) where deleted_at is null;
create index leads_source on public.leads (source, created_at desc, id desc) where deleted_at is null;
create index leads_property on public.leads (property, created_at desc, id desc) where deleted_at is null;
create index leads_priority on public.leads (priority, created_at desc, id desc) where deleted_at is null;
create index leads_currency on public.leads (currency, created_at desc, id desc) where deleted_at is null;
create index leads_team on public.leads (team, created_at desc, id desc) where deleted_at is null;
create index leads_assignee on public.leads (assignee_id, created_at desc, id desc) where deleted_at is null;
create index leads_customer on public.leads (customer_id, created_at desc, id desc);
create index leads_waiting on public.leads (waiting_since, id) where deleted_at is null and waiting_since is not null;
create index leads_next_action on public.leads (next_action_at, id) where deleted_at is null and next_action_at is not null;
create index leads_search on public.leads
  using gin (number extensions.gin_trgm_ops, matter extensions.gin_trgm_ops, note extensions.gin_trgm_ops) where deleted_at is null;

create trigger leads_team before insert or update of team on public.leads
  for each row when (new.team is not null) execute function public.name_team();
create trigger leads_keep before insert or update on public.leads for each row execute function public.keep_lead();
create trigger leads_touch before update on public.leads for each row execute function public.touch_lead_row();
-- What people decide is noted; each touch has its own entry.
create trigger leads_activity after insert or delete or update of customer_id, matter, property, source, status, priority, team, assignee_id, value_minor, currency,
  next_action, next_action_at, note, lost_reason, deleted_at
  on public.leads for each row execute function public.record_activity('id');
create trigger leads_scored_insert after insert on public.leads
  referencing new table as new_rows for each statement execute function public.explain_lead_scores();
create trigger leads_scored_update after update on public.leads
  referencing old table as old_rows new table as new_rows for each statement execute function public.explain_lead_scores();

select public.publish_table('public.leads', module => 'leads', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, number, customer_id, property, source, status, reached, score, priority, team, assignee_id, value_minor, currency, next_action_at
  none: touches, last_touch_at, last_response_at, waiting_since, closed_at, created_by, created_at, updated_at, deleted_at, version
  personal: matter, matter_key, next_action, note, lost_reason');

select public.announce_table('public.leads', 'tickets', 'lead', 'leads',
  'number,customer_id,matter,property,source,status,score,priority,team,assignee_id,value_minor,currency,next_action_at,touches,waiting_since,deleted_at,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.leads', columns => 'status,reached,source,property,team,currency', sums => 'value_minor', hidden => 'deleted_at');

select public.follow_assignable('public.leads', 'lead',
  'assignee_id, status, team, priority, customer_id, deleted_at, waiting_since, last_response_at');
select public.follow_sla_status('public.leads', 'lead', 'team, priority, customer_id, assignee_id, matter, source, deleted_at');
