create table public.ivr_call_events (
  id               bigint generated always as identity primary key,
  call_id          uuid not null references public.ivr_calls (id) on delete cascade,
  webhook_event_id bigint,
  received_at      timestamptz not null,
  mapping_version  integer,
  event            jsonb not null
);
comment on table public.ivr_call_events is 'What providers'' events said about calls, as the mapping read them: a call is worked out from all of its events. access: service only';
comment on column public.ivr_call_events.webhook_event_id is 'The stored request, which may have been dropped since; null: we noted it ourselves.';

create unique index ivr_call_events_once on public.ivr_call_events (webhook_event_id);
create index ivr_call_events_call on public.ivr_call_events (call_id, id);

select public.publish_table('public.ivr_call_events', classes => '
  none: id, call_id, webhook_event_id, received_at, mapping_version
  personal: event');
