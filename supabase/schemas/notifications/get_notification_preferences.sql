/* A person's preferences. The first who asks makes the six that everybody has, from the defaults; however many ask at once. Raises user_not_found. */
create function public.get_notification_preferences(p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from auth.users u where u.id = p_user_id and u.deleted_at is null) then
    raise exception 'user_not_found' using errcode = 'P0404';
  end if;
  insert into public.notification_preferences (user_id, type, in_app, email, whatsapp, webhook)
  select p_user_id, d.type, d.in_app, d.email, d.whatsapp, d.webhook from public.notification_defaults d
  where not exists (select from public.notification_preferences p where p.user_id = p_user_id and p.type = d.type and p.scope = '')
  on conflict do nothing;
  return (
    select jsonb_build_object(
      'user_id', p_user_id,
      'quiet_from', s.quiet_from, 'quiet_to', s.quiet_to, 'time_zone', s.time_zone, 'whatsapp_number', s.whatsapp_number,
      'webhook_host', substring(s.webhook_url from '^https?://([^/?#]+)'),
      'preferences', (
        select jsonb_agg(jsonb_build_object('type', p.type, 'scope', p.scope, 'in_app', p.in_app, 'email', p.email, 'whatsapp', p.whatsapp,
          'webhook', p.webhook, 'locked', d.locked, 'is_critical', d.is_critical, 'updated_at', p.updated_at) order by p.scope, p.type)
        from public.notification_preferences p join public.notification_defaults d on d.type = p.type where p.user_id = p_user_id))
    from (select p_user_id as id) u left join public.notification_settings s on s.user_id = u.id);
end $$;
select public.grant_to_service('get_notification_preferences');
