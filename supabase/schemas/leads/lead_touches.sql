create table public.lead_touches (
  id          uuid primary key default gen_random_uuid(),
  lead_id     uuid not null references public.leads (id) on delete cascade,
  direction   text collate "C" not null check (direction in ('inbound', 'outbound')),
  source      text collate "C" not null,
  entity_type text collate "C",
  entity_id   text collate "C",
  note        text not null default '',
  created_by  uuid,
  at          timestamptz not null default now(),
  check ((entity_type is null) = (entity_id is null))
);
comment on table public.lead_touches is 'Each time that a customer came with a lead (inbound), or was contacted about it by a person (outbound).';
comment on column public.lead_touches.source is 'The way it came by, or the channel he was contacted on.';
comment on column public.lead_touches.entity_type is 'What it was: a video_call_lead, a youtube_lead, a call.';

-- The same thing is one touch, however often it is told.
create unique index lead_touches_entity on public.lead_touches (lead_id, entity_type, entity_id, direction) where entity_id is not null;
create index lead_touches_lead on public.lead_touches (lead_id, at, id);
create index lead_touches_thing on public.lead_touches (entity_type, entity_id);

create trigger lead_touches_count after insert on public.lead_touches
  referencing new table as new_rows for each statement execute function public.count_lead_touches();

select public.publish_table('public.lead_touches', module => 'leads',
  scopes => $$array(select 'team:' || l.team from public.leads l where l.id = r.lead_id)$$, activity => 'id', classes => '
  none: id, lead_id, direction, source, entity_type, entity_id, created_by, at
  personal: note');

select public.follow_sla('public.lead_touches', 'lead', 'lead_id', 'direction, at');
