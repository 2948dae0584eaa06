create table public.idempotency_keys (
  caller_id uuid not null,
  method text not null,
  path text not null,
  idempotency_key text not null,
  fingerprint text not null,
  state text not null default 'in_progress' check (state in ('in_progress', 'done')),
  attempt integer not null default 1,
  alive_at timestamptz not null default now(),
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  content_sha256 text,
  primary key (caller_id, method, path, idempotency_key)
);
comment on table public.idempotency_keys is
  'Answers of requests that named themselves, to be given again when they come again. access: service only';
comment on column public.idempotency_keys.caller_id is 'User or API key.';
comment on column public.idempotency_keys.fingerprint is 'SHA-256 of query and body.';
comment on column public.idempotency_keys.attempt is 'Grows when a request that died is taken over; who comes late with an older number changes nothing.';
comment on column public.idempotency_keys.content_sha256 is
  'Of a body of bytes, which is read after the request has taken its place; null for JSON, and for what was refused unread.';
comment on column public.idempotency_keys.body is 'Null in state done: an answer that is shown once.';

create index idempotency_keys_created_at_idx on public.idempotency_keys (created_at);

select public.publish_table('public.idempotency_keys', classes => '
  none: caller_id, method, path, fingerprint, state, attempt, alive_at, status, created_at, content_sha256
  personal: idempotency_key, headers, body');
