/* What an admin sets for everybody. Returns null when there is no such kind of notice. Raises stale_version. */
create function public.set_notification_default(p_type text, p_change jsonb, p_version integer default null) returns public.notification_defaults
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.notification_defaults;
begin
  select * into v_row from public.notification_defaults d where d.type = p_type for update;
  if p_version is not null and p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  end if;
  v_row := jsonb_populate_record(v_row, p_change);
  update public.notification_defaults d set
    in_app = v_row.in_app, email = v_row.email, whatsapp = v_row.whatsapp, webhook = v_row.webhook, locked = v_row.locked, is_critical = v_row.is_critical
  where d.type = p_type returning * into v_row;
  return v_row;
end $$;
select public.grant_to_service('set_notification_default');

/* What each kind of notice sets out with. */
create function public.get_notification_defaults() returns setof public.notification_defaults
language sql stable security definer set search_path = '' as $$ select * from public.notification_defaults d order by d.type $$;
select public.grant_to_service('get_notification_defaults');
