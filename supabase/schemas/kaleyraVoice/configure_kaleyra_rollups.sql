/* The business zone and the status sets, as the API is configured. Does nothing when they are in force already. */
create function public.configure_kaleyra_rollups(p_timezone text, p_connected text[], p_answered text[], p_missed text[]) returns boolean
language plpgsql set search_path = '' as $$
begin
  perform now() at time zone p_timezone;
  if exists (
    select from public.kaleyra_settings s
    where s.timezone = p_timezone and s.connected_statuses = p_connected and s.answered_statuses = p_answered and s.missed_statuses = p_missed
  ) then
    return false;
  end if;
  update public.kaleyra_settings
  set timezone = p_timezone, connected_statuses = p_connected, answered_statuses = p_answered, missed_statuses = p_missed;
  return true;
end $$;
select public.grant_to_service('configure_kaleyra_rollups');
