create table public.ivr_call_backs (
  attempt_id   uuid primary key references public.call_attempts (id) on delete cascade,
  call_id      uuid not null references public.ivr_calls (id) on delete cascade,
  requested_by uuid,
  created_at   timestamptz not null default now()
);
comment on table public.ivr_call_backs is 'Calls back to IVR callers; the attempt says what became of each.';
create index ivr_call_backs_call on public.ivr_call_backs (call_id, created_at);

select public.publish_table('public.ivr_call_backs', module => 'ivr',
  scopes => '(select public.department_scopes(c.department) from public.ivr_calls c where c.id = r.call_id)',
  classes => 'none: attempt_id, call_id, requested_by, created_at');
