create table public.send_events (
  id         bigint generated always as identity primary key,
  send_id    uuid not null references public.sends on delete cascade,
  kind       text not null,
  state      text,
  detail     jsonb not null default '{}',
  dedupe_key text,
  at         timestamptz not null default now()
);
comment on table public.send_events is 'Everything that happened to a send, ours and the provider''s, also what changed nothing. access: service only';

create index send_events_send on public.send_events (send_id, id);
create unique index send_events_once on public.send_events (send_id, dedupe_key) where dedupe_key is not null;

create trigger note_refused_recipients after insert on public.send_events
  for each row when (new.kind = 'accepted' and jsonb_typeof(new.detail -> 'rejected') = 'array' and new.detail -> 'rejected' <> '[]')
  execute function public.note_refused_recipients();

select public.publish_table('public.send_events', classes => 'none: id, send_id, kind, state, dedupe_key, at; personal: detail');
