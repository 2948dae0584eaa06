create table public.message_clicks (
  id          bigint generated always as identity primary key,
  key         text collate "C" not null unique,
  message_id  uuid references public.messages (id) on delete cascade,
  target_keys text[] not null,
  click       text collate "C" not null check (click in ('quick_reply', 'link')),
  text        text,
  link        text,
  at          timestamptz not null,
  created_at  timestamptz not null default now()
);
comment on table public.message_clicks is 'Buttons and links of our templates that customers pressed.';

create index message_clicks_message on public.message_clicks (message_id, at) where message_id is not null;

select public.publish_table('public.message_clicks', module => 'chats', classes => '
  none: id, key, message_id, target_keys, click, at, created_at
  personal: text, link');
