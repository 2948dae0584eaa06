/* Policies, calendars, teams or departments have changed: whoever reads the clocks sees by sla_setting_stamp that those which run have to be read anew. */
create function public.follow_sla_setting() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('sla', '');
  return null;
end $$;
revoke execute on function public.follow_sla_setting() from public, anon, authenticated;

create trigger calendars_sla after insert or update or delete on public.calendars for each statement execute function public.follow_sla_setting();
create trigger teams_sla after update of calendar_id, key on public.teams for each statement execute function public.follow_sla_setting();
create trigger departments_sla after insert or update of key, calendar_id, team_id or delete on public.departments
  for each statement execute function public.follow_sla_setting();
create trigger sla_policies_follow after insert or update or delete on public.sla_policies for each statement execute function public.follow_sla_setting();

create table public.sla_state (
  id       boolean primary key default true check (id),
  followed text
);
comment on table public.sla_state is 'One row: the sla_setting_stamp that all clocks were last read by; null: none have been read yet. access: service only';
select public.publish_table('public.sla_state', classes => 'none: id, followed');
