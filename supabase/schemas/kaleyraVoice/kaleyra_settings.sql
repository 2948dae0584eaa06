create table public.kaleyra_settings (
  is_current         boolean primary key default true check (is_current),
  timezone           text   not null default 'Asia/Kolkata',
  connected_statuses text[] not null default '{ANSWER,ANSWERED-A,ANSWERED-B}',
  answered_statuses  text[] not null default '{ANSWER}',
  missed_statuses    text[] not null default '{NOANSWER,BUSY,CANCEL,FAILED}',
  constraint answered_or_missed check (not (answered_statuses && missed_statuses))
);
comment on table public.kaleyra_settings is
  'What the rollups were built with; one row, changed by configure_kaleyra_rollups. access: service only';

insert into public.kaleyra_settings default values;

create trigger a_turn before update on public.kaleyra_settings
  for each statement execute function public.queue_kaleyra_writer();
create trigger rebuild after update on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();
create trigger one_row before insert or delete or truncate on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();
create trigger rebuild_emails after update of timezone on public.kaleyra_settings
  for each row when (old.timezone is distinct from new.timezone) execute function public.follow_business_zone();

select public.publish_table('public.kaleyra_settings', classes => '
  none: is_current, timezone, connected_statuses, answered_statuses, missed_statuses');
