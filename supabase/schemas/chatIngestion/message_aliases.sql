create table public.message_aliases (
  key        text collate "C" primary key,
  message_id uuid not null references public.messages (id) on delete cascade,
  created_at timestamptz not null default now()
);
comment on table public.message_aliases is 'Further names of messages: WhatsApp''s own id beside the provider''s. access: service only';

create index message_aliases_message on public.message_aliases (message_id);

select public.publish_table('public.message_aliases', classes => 'none: key, message_id, created_at');
