create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  phone_number text unique,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.agents.phone_number is 'As the telephone provider prints it; names the agent in call figures.';

create trigger note_phones_insert after insert on public.agents
  referencing new table as changed for each statement execute function public.note_phone_spellings('phone_number', 'own');
create trigger note_phones_update after update on public.agents
  referencing new table as changed for each statement execute function public.note_phone_spellings('phone_number', 'own');

select public.publish_table('public.agents',
  policy => '(select exists (select from public.viewable_modules()))', activity => 'id', classes => '
  none: id, is_active, created_at, updated_at
  personal: name, phone_number');
