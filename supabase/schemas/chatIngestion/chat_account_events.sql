create table public.chat_account_events (
  id          bigint generated always as identity primary key,
  provider_id uuid not null references public.chat_providers (id),
  key         text collate "C" not null,
  event       text collate "C" not null,
  template    jsonb,
  details     jsonb not null default '{}',
  at          timestamptz not null,
  created_at  timestamptz not null default now(),
  unique (provider_id, key)
);
comment on table public.chat_account_events is 'What providers say about an account: approvals of templates, the quality of the number, alerts.';
comment on column public.chat_account_events.template is '{"name", "language", "status", "reason"} when it is about one.';

create index chat_account_events_list on public.chat_account_events (provider_id, at desc, id desc);

select public.publish_table('public.chat_account_events', module => 'chat_providers', classes => '
  none: id, provider_id, key, event, template, at, created_at
  personal: details');
