/* Unlogged for the same reason as api_key_usage. */
create unlogged table public.login_attempts (
  subject text primary key,
  failures integer not null,
  blocked_until timestamptz not null default '-infinity',
  forget_at timestamptz not null
) with (fillfactor = 50);
comment on table public.login_attempts is
  'Failed sign-ins per e-mail address and per client address, both as keyed hashes. access: service only';

create index login_attempts_forget_at_idx on public.login_attempts (forget_at);

select public.publish_table('public.login_attempts', classes => 'none: failures, blocked_until, forget_at; personal: subject');
