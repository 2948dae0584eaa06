create table public.chat_identity_changes (
  key         text collate "C" primary key,
  contact_id  uuid references public.chat_contacts (id),
  from_phone  text,
  to_phone    text,
  from_bsuid  text,
  to_bsuid    text,
  result      text collate "C" not null check (result in ('moved', 'released', 'conflict', 'unknown')),
  at          timestamptz not null,
  created_at  timestamptz not null default now()
);
comment on table public.chat_identity_changes is 'Customers who changed their number or user id, as providers say; each counts once.';
comment on column public.chat_identity_changes.result is
  'moved: the new one is this contact''s. released: the old one is nobody''s any more. conflict: the new one is somebody else''s, a person decides. unknown: nobody had the old one.';

create index chat_identity_changes_contact on public.chat_identity_changes (contact_id, at);

select public.publish_table('public.chat_identity_changes', module => 'chats', classes => '
  none: key, contact_id, result, at, created_at
  personal: from_phone, to_phone, from_bsuid, to_bsuid');
