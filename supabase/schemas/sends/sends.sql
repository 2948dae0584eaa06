-- Sends: what leaves the house (a dial, later a reply or a message) is a row first, then a job sends it.
create table public.sends (
  id            uuid primary key default gen_random_uuid(),
  channel       text collate "C" not null,
  state         text collate "C" not null default 'queued'
    check (state in ('queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'cancelled')),
  payload       jsonb not null default '{}',
  provider_id   text,
  send_after    timestamptz not null default now(),
  attempts      integer not null default 0,
  error_code    text,
  error_message text,
  created_by    uuid,
  created_at    timestamptz not null default now(),
  sending_at    timestamptz,
  sent_at       timestamptz,
  updated_at    timestamptz not null default now(),
  first_tried_at timestamptz
);
comment on table public.sends is 'One row per thing to be sent; its state only moves forward. access: service only';
comment on column public.sends.first_tried_at is 'When it was tried first, since somebody last gave it its time; what did not leave is tried again for so long after it.';
comment on column public.sends.state is
  'queued, sending, sent, delivered, read; unknown: it left and nobody knows whether it arrived, never sent again, settled by what the provider reports; failed; cancelled.';

create index sends_open on public.sends (state, created_at) where state in ('queued', 'sending', 'unknown');
-- What failed lately is looked for by the health check.
create index sends_failed on public.sends (channel, updated_at) where state = 'failed';
create index sends_channel on public.sends (channel, created_at desc, id desc);

create trigger mirror_call_attempt after update on public.sends
  for each row when (
    new.channel like 'kaleyra.%'
    and (old.state, old.provider_id, old.error_code, old.error_message, old.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after))
  execute function public.mirror_send_to_call_attempt();
create trigger mirror_email after update on public.sends
  for each row when (
    new.channel = 'email.smtp'
    and (old.state, old.send_after, old.error_code, old.error_message, old.sent_at)
      is distinct from (new.state, new.send_after, new.error_code, new.error_message, new.sent_at))
  execute function public.mirror_send_to_email();
create trigger mirror_message after update on public.sends
  for each row when (new.channel like 'chat.%') execute function public.mirror_send_to_message();
create trigger mirror_refund_payout after update on public.sends
  for each row when (new.channel = 'refunds.payout' and old.state is distinct from new.state) execute function public.mirror_refund_payout();

select public.publish_table('public.sends', classes => '
  none: id, channel, state, provider_id, send_after, attempts, error_code, created_by, created_at, sending_at, sent_at
  none: updated_at, first_tried_at
  personal: error_message
  secret: payload');
