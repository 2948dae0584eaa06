-- Triage: what an e-mail is about, how urgent it is, who should look at it. Proposals only: nothing is sent or closed by it.
create table public.email_triages (
  id             uuid primary key default gen_random_uuid(),
  email_id       uuid not null references public.emails (id) on delete cascade,
  request_key    text collate "C",
  adapter        text collate "C" not null check (adapter in ('gemini', 'rules')),
  model          text not null default '',
  prompt_version text not null default '',
  state          text collate "C" not null check (state in ('done', 'failed', 'blocked')),
  result         jsonb not null,
  applied        text[] not null default '{}',
  reason         text not null default '',
  error_code     text,
  error_message  text,
  tokens         integer not null default 0,
  ms             integer not null default 0,
  requested_by   uuid,
  created_at     timestamptz not null default now(),
  -- A person may ask as often as he likes; what happens by itself happens once.
  unique (email_id, request_key)
);
comment on table public.email_triages is 'Every triage of an e-mail: by what, with which result, and why. The newest one that was applied is what the e-mail shows.';
comment on column public.email_triages.request_key is 'Prompt version and model of a triage that happens by itself; null when a person asked.';
comment on column public.email_triages.adapter is 'What made the result. With state failed or blocked that is rules: the model named in model gave none, error_* tell why.';
comment on column public.email_triages.applied is 'Columns of the e-mail that got a value of the result; missing are those that a person had set, and team and priority when the thread had them already.';

create index email_triages_email on public.email_triages (email_id, created_at desc, id desc);
-- All decisions, newest first.
create index email_triages_list on public.email_triages (created_at desc, id desc);
create index email_triages_errors on public.email_triages (created_at desc) where error_code is not null;

select public.publish_table('public.email_triages',
  policy => 'exists (select from public.emails e where e.id = email_id)', classes => '
  none: id, email_id, request_key, adapter, model, prompt_version, state, applied, error_code, tokens, ms, requested_by
  none: created_at
  personal: result, reason, error_message');
