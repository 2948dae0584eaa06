create table public.change_reaction_failures (
  id              bigint generated always as identity primary key,
  name            text not null references public.change_reactions (name) on delete cascade,
  seq             bigint not null,
  entity          text not null,
  event           jsonb not null,
  state           text not null check (state in ('retry', 'parked', 'waiting')),
  attempts        integer not null default 0,
  next_attempt_at timestamptz,
  error           text,
  created_at      timestamptz not null default now(),
  unique (name, seq)
);
comment on table public.change_reaction_failures is
  'Events that a reaction could not handle, and the later ones of the same thing, which wait behind them. access: service only';
comment on column public.change_reaction_failures.state is
  'retry: tried again at next_attempt_at; parked: given up until someone decides; waiting: behind an earlier one of the same thing.';

create index change_reaction_failures_entity on public.change_reaction_failures (name, entity, seq);
create index change_reaction_failures_due on public.change_reaction_failures (name, next_attempt_at) where state = 'retry';
create index change_reaction_failures_created on public.change_reaction_failures (created_at desc, id desc);

select public.publish_table('public.change_reaction_failures', classes => '
  none: id, name, seq, entity, state, attempts, next_attempt_at, created_at
  personal: event, error');
