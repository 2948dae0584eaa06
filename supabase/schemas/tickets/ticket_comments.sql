create table public.ticket_comments (
  id          uuid primary key default gen_random_uuid(),
  ticket_id   uuid not null references public.tickets (id) on delete cascade,
  visibility  text collate "C" not null check (visibility in ('public', 'internal')),
  source      text collate "C" not null check (source in ('customer', 'agent', 'automatic')),
  body        text not null default '',
  mentions    uuid[] not null default '{}',
  email_id    uuid unique references public.emails (id) on delete set null,
  message_id  uuid unique references public.messages (id) on delete set null,
  customer_id uuid references public.customers (id) on delete set null,
  sent_to_id  uuid references public.tickets (id),
  flags       text[] not null default '{}',
  failed_at   timestamptz,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  deleted_at  timestamptz,
  version     integer not null default 1,
  check (email_id is null or message_id is null)
);
comment on table public.ticket_comments is 'What was said on a ticket: by the customer, to the customer, and among colleagues.';
comment on column public.ticket_comments.visibility is 'internal: the customer never sees it.';
comment on column public.ticket_comments.source is 'customer; agent: a person of ours; automatic: no person wrote it, so it answers nobody.';
comment on column public.ticket_comments.email_id is 'The e-mail that it is; message_id: the chat message that it is.';
comment on column public.ticket_comments.sent_to_id is 'The merged ticket that it was sent to, when this one took it in its place.';
comment on column public.ticket_comments.flags is 'merge_circle: it stayed where it was sent, because the merges lead in a circle; other_customer: its writer is not the customer of the ticket.';
comment on column public.ticket_comments.failed_at is 'When it turned out that the customer never got it.';

create index ticket_comments_list on public.ticket_comments (ticket_id, created_at desc, id desc) where deleted_at is null;

create trigger ticket_comments_touch before update of body on public.ticket_comments for each row execute function public.touch_row();

-- What a person writes here is noted; e-mails and messages are noted where they are.
create trigger ticket_comments_activity after insert or delete or update of body, deleted_at, ticket_id on public.ticket_comments
  for each row when (public.current_actor() is not null) execute function public.record_activity('id');

select public.publish_table('public.ticket_comments',
  module => 'tickets', scopes => $$array(select 'team:' || t.team from public.tickets t where t.id = r.ticket_id)$$, policy => 'deleted_at is null', classes => '
  none: id, ticket_id, visibility, source, mentions, email_id, message_id, customer_id, sent_to_id, flags, failed_at, created_by, created_at, updated_at
  none: deleted_at, version
  personal: body');

select public.announce_table('public.ticket_comments', 'tickets', 'ticket_comment', 'tickets',
  'ticket_id,visibility,source,mentions,email_id,message_id,flags,failed_at,created_by,created_at,deleted_at,version',
  p_scopes => $$array(select 'team:' || t.team from public.tickets t where t.id = r.ticket_id)$$);

-- What was said on a merged ticket counts where its merges lead.
select public.follow_sla('public.ticket_comments', 'ticket', 'coalesce(public.ticket_root(ticket_id), ticket_id)',
  'visibility, source, email_id, message_id, failed_at, created_by, created_at, updated_at, deleted_at');

create table public.ticket_attachments (
  id           uuid primary key default gen_random_uuid(),
  comment_id   uuid not null references public.ticket_comments (id) on delete cascade,
  position     integer not null,
  sha256       text collate "C" not null,
  filename     text not null default '',
  content_type text not null,
  size         bigint not null,
  created_at   timestamptz not null default now(),
  unique (comment_id, position)
);
comment on table public.ticket_attachments is 'Files of comments; they go where their comment goes. The bytes are in the file store, once per content.';

select public.publish_table('public.ticket_attachments', module => 'tickets', scopes =>
  $$array(select 'team:' || t.team from public.ticket_comments c join public.tickets t on t.id = c.ticket_id where c.id = r.comment_id)$$, classes => '
  none: id, comment_id, position, sha256, content_type, size, created_at
  personal: filename');
