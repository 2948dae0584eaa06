/*
 * Writes some of a person's preferences, [{"type", "scope", "in_app", …}], and settings, {"quiet_from", "quiet_to", "time_zone", "whatsapp_number",
 * "webhook_url"}; what is not named stays. Raises user_not_found, preference_locked, preference_scope_unknown.
 */
create function public.save_notification_preferences(p_user_id uuid, p_preferences jsonb, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_before jsonb := public.get_notification_preferences(p_user_id);
  v_each   record;
  v_scoped boolean;
  v_after  jsonb;
begin
  for v_each in
    select g.value as given, d.*, m.medium
    from jsonb_array_elements(p_preferences) g
    join public.notification_defaults d on d.type = g.value ->> 'type'
    cross join unnest('{in_app,email,whatsapp,webhook}'::text[]) m (medium)
    where g.value ? m.medium and m.medium = any (d.locked) and (g.value ->> m.medium)::boolean is distinct from (to_jsonb(d) ->> m.medium)::boolean
  loop
    raise exception 'preference_locked' using errcode = 'P0409', detail = jsonb_build_object('type', v_each.type, 'medium', v_each.medium);
  end loop;
  if exists (
    select from jsonb_array_elements(p_preferences) g
    where coalesce(g.value ->> 'scope', '') <> '' and not exists (select from public.modules m where m.key = g.value ->> 'scope'))
  then
    raise exception 'preference_scope_unknown' using errcode = 'P0422';
  end if;
  -- What is for one module alone sets out with what is for all, as it has just become.
  foreach v_scoped in array array[false, true] loop
    insert into public.notification_preferences as p (user_id, type, scope, in_app, email, whatsapp, webhook)
    select p_user_id, d.type, g.scope, coalesce((g.value ->> 'in_app')::boolean, own.in_app), coalesce((g.value ->> 'email')::boolean, own.email),
      coalesce((g.value ->> 'whatsapp')::boolean, own.whatsapp), coalesce((g.value ->> 'webhook')::boolean, own.webhook)
    from (
      select distinct on (e.value ->> 'type', coalesce(e.value ->> 'scope', '')) e.value, coalesce(e.value ->> 'scope', '') as scope
      from jsonb_array_elements(p_preferences) with ordinality e (value, place)
      order by e.value ->> 'type', coalesce(e.value ->> 'scope', ''), e.place desc
    ) g
    join public.notification_defaults d on d.type = g.value ->> 'type' and (g.scope <> '') = v_scoped
    join lateral (
      select * from public.notification_preferences o
      where o.user_id = p_user_id and o.type = d.type and o.scope in ('', g.scope) order by o.scope desc limit 1
    ) own on true
    on conflict (user_id, type, scope) do update set
      in_app = excluded.in_app, email = excluded.email, whatsapp = excluded.whatsapp, webhook = excluded.webhook;
  end loop;
  if p_settings <> '{}' then
    insert into public.notification_settings (user_id) values (p_user_id) on conflict do nothing;
    update public.notification_settings s set
      quiet_from = n.quiet_from, quiet_to = n.quiet_to, time_zone = n.time_zone, whatsapp_number = n.whatsapp_number, webhook_url = n.webhook_url, updated_at = now()
    from public.notification_settings o
    cross join lateral jsonb_populate_record(o, p_settings) n
    where o.user_id = p_user_id and s.user_id = p_user_id;
  end if;
  v_after := public.get_notification_preferences(p_user_id);
  if v_after is distinct from v_before then
    perform public.log_activity('update', 'notification_preferences', p_user_id::text, v_before - 'whatsapp_number', v_after - 'whatsapp_number');
  end if;
  return v_after;
end $$;
select public.grant_to_service('save_notification_preferences');
