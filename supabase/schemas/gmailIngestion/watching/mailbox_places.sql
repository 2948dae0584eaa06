create table public.mailbox_places (
  support_email_id   uuid not null references public.support_emails (id) on delete cascade,
  folder             text not null,
  uid_validity       text not null,
  uid                bigint not null,
  mailbox_message_id uuid not null references public.mailbox_messages (id) on delete cascade,
  primary key (support_email_id, folder, uid_validity, uid)
);
comment on table public.mailbox_places is 'Where in its mailbox each message lies or lay. access: service only';

create index mailbox_places_message on public.mailbox_places (mailbox_message_id);

select public.publish_table('public.mailbox_places', classes => 'none: support_email_id, folder, uid_validity, uid, mailbox_message_id');
