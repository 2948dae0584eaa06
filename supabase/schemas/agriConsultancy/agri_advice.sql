-- What farmers are advised: words, and products with their doses. It is not changed; better advice is a row of its own.
create table public.agri_advice (
  id              uuid primary key default gen_random_uuid(),
  consultation_id uuid not null references public.agri_consultations (id) on delete cascade,
  words           text not null default '',
  told_via        text collate "C" check (told_via in ('phone', 'visit', 'whatsapp', 'email')),
  told_by         uuid,
  told_at         timestamptz,
  failed_at       timestamptz,
  failures        integer not null default 0,
  message_id      uuid,
  email_id        uuid,
  created_by      uuid,
  created_at      timestamptz not null default now()
);
comment on column public.agri_advice.told_via is 'How the farmer was, or is being, told; null: not yet.';
comment on column public.agri_advice.told_at is 'When it reached the farmer; null while it is under way, or failed.';
comment on column public.agri_advice.failures is 'How often sending it failed.';
comment on column public.agri_advice.message_id is 'The chat message, or email_id the e-mail, that brings it.';
create index agri_advice_consultation on public.agri_advice (consultation_id, created_at, id);
create index agri_advice_message on public.agri_advice (message_id) where message_id is not null;
create index agri_advice_email on public.agri_advice (email_id) where email_id is not null;

create table public.agri_advice_products (
  id                uuid primary key default gen_random_uuid(),
  advice_id         uuid not null references public.agri_advice (id) on delete cascade,
  position          integer not null,
  name              text not null check (name <> ''),
  dose              numeric(12, 4) not null check (dose > 0),
  dose_unit         text collate "C" not null check (dose_unit in ('ml/l', 'g/l', 'ml/acre', 'g/acre', 'l/acre', 'kg/acre', 'ml/ha', 'g/ha', 'l/ha', 'kg/ha',
    'ml/kg_seed', 'g/kg_seed', 'ml/plant', 'g/plant')),
  water             numeric(12, 4) check (water > 0),
  water_unit        text collate "C" check (water_unit in ('l/acre', 'l/ha', 'l/bigha', 'l/plant')),
  method            text collate "C"
    check (method in ('foliar_spray', 'soil_application', 'soil_drench', 'seed_treatment', 'fertigation', 'broadcast', 'trap', 'other')),
  waiting_days      integer check (waiting_days >= 0),
  repeat_after_days integer check (repeat_after_days > 0),
  unique (advice_id, position),
  check ((water is null) = (water_unit is null))
);
comment on column public.agri_advice_products.water is 'How much water it goes with, for an area or a plant.';
comment on column public.agri_advice_products.waiting_days is 'How long before the harvest it is used for the last time.';

create trigger agri_advice_told after insert or update of told_at on public.agri_advice
  for each row execute function public.note_agri_told();
create trigger agri_advice_activity after insert or delete on public.agri_advice for each row execute function public.record_activity('id');

select public.publish_table('public.agri_advice', module => 'agri_consultancy',
  scopes => $$array(select 'team:' || s.team from public.agri_consultations s where s.id = r.consultation_id)$$, classes => '
  none: id, consultation_id, told_via, told_by, told_at, failed_at, failures, message_id, email_id, created_by, created_at
  personal: words');
select public.publish_table('public.agri_advice_products', module => 'agri_consultancy',
  scopes => $$array(select 'team:' || s.team from public.agri_advice a join public.agri_consultations s on s.id = a.consultation_id where a.id = r.advice_id)$$,
  classes => 'none: id, advice_id, position, name, dose, dose_unit, water, water_unit, method, waiting_days, repeat_after_days');

select public.follow_sla('public.agri_advice', 'agri_consultation', 'consultation_id', 'told_at, failed_at');
