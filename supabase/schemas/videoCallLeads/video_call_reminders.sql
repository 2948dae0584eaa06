create table public.video_call_reminders (
  id                 uuid primary key default gen_random_uuid(),
  video_call_lead_id uuid not null references public.video_call_leads (id) on delete cascade,
  starts_at          timestamptz not null,
  before_seconds     integer not null,
  channel            text collate "C",
  reason             text not null,
  send_id            uuid references public.sends (id) on delete set null,
  at                 timestamptz not null default now(),
  unique (video_call_lead_id, starts_at, before_seconds)
);
comment on table public.video_call_reminders is 'What customers were told before a video call, each once; without a channel: why not.';
comment on column public.video_call_reminders.before_seconds is 'How long before the call it was due.';

select public.publish_table('public.video_call_reminders', module => 'video_call_leads',
  scopes => $$array(select 'team:' || c.team from public.video_call_leads c where c.id = r.video_call_lead_id)$$, classes => '
  none: id, video_call_lead_id, starts_at, before_seconds, channel, reason, send_id, at');
