-- Up to which amount somebody with a role decides. A role without a line decides nothing that costs money; one that may do everything decides all.
create table public.approval_limits (
  role_id uuid not null references public.roles (id) on delete cascade,
  kind text collate "C" not null references public.approval_kinds (kind),
  currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  max_amount_minor bigint check (max_amount_minor > 0),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (role_id, kind, currency)
);
comment on column public.approval_limits.max_amount_minor is 'In the smallest unit of the currency; null: any amount.';

create trigger approval_limits_touch before update on public.approval_limits for each row execute function public.touch_row();

select public.publish_table('public.approval_limits', module => 'approvals', activity => 'role_id, kind, currency',
  classes => 'none: role_id, kind, currency, max_amount_minor, updated_at, version');
