create table public.ivr_call_recordings (
  call_id    uuid primary key references public.ivr_calls (id) on delete cascade,
  url        text not null,
  updated_at timestamptz not null default now()
);
comment on table public.ivr_call_recordings is 'Where providers keep the recordings of calls; each look at one is logged. access: service only';

select public.publish_table('public.ivr_call_recordings', classes => '
  none: call_id, updated_at
  personal: url');
