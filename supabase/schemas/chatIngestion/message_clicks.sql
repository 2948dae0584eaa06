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

create trigger message_clicks_opt_word after insert on public.message_clicks
  for each row when (new.click = 'quick_reply' and new.message_id is not null) execute function public.note_opt_click();

select public.publish_table('public.message_clicks', module => 'chats', classes => '
  none: id, key, message_id, target_keys, click, at, created_at
  personal: text, link');
