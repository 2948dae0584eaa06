-- A leg (kaleyra_call_logs) is one row of the provider's list. Legs that share a call_id are one customer call
-- (kaleyra_calls): a caller forwarded along three agents is three CallForward legs and one call.
create table public.kaleyra_calls (
  call_id                text collate "C" primary key,
  start_time             timestamptz not null,
  service                text collate "C" not null,
  outcome                text collate "C" not null check (outcome in ('answered', 'missed', 'not_forwarded')),
  leg_count              integer not null,
  talk_seconds           bigint not null,
  agent_numbers          text[] collate "C" not null,
  answered_agent_numbers text[] collate "C" not null,
  customer_number        text collate "C" not null default ''
);
comment on table public.kaleyra_calls is
  'One row per customer call, derived from its legs by triggers on kaleyra_call_logs; the rule is the view kaleyra_calls_from_legs.';

create index kaleyra_calls_start_time on public.kaleyra_calls (start_time);
create index kaleyra_calls_customer on public.kaleyra_calls (customer_number, start_time, call_id) where customer_number <> '';

create trigger note_phones_insert after insert on public.kaleyra_calls
  referencing new table as changed for each statement execute function public.note_phone_spellings('customer_number', 'customer');
create trigger note_phones_update after update on public.kaleyra_calls
  referencing new table as changed for each statement execute function public.note_phone_spellings('customer_number', 'customer');

alter table public.kaleyra_calls set
  (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0.02);

select public.publish_table('public.kaleyra_calls', module => 'calls', classes => '
  none: call_id, start_time, service, outcome, leg_count, talk_seconds
  personal: agent_numbers, answered_agent_numbers, customer_number');
