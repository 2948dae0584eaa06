/*
 * Puts a notice into the lists of these people and queues what goes to them by other media, as defaults and preferences say. What a default would have
 * sent and did not go, or waits for the end of quiet hours, is explained by a decision.
 */
create function public.deliver_notification(p_row public.notifications, p_users uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_default   public.notification_defaults;
  v_decisions jsonb := '[]';
  v_each      record;
  v_send      uuid;
  v_why       text;
begin
  select * into v_default from public.notification_defaults d where d.type = public.notification_group(p_row.type);
  insert into public.notification_receipts (id, user_id, for_viewers_of, module, type, priority, title, body, entity_type, entity_id, approval_request_id, created_at)
  select p_row.id, u.id, case p_row.audience when 'module' then p_row.module else '' end, p_row.module, p_row.type, p_row.priority, p_row.title, p_row.body,
    p_row.entity_type, p_row.entity_id, p_row.approval_request_id, p_row.created_at
  from unnest(p_users) u (id)
  left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
  left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
  where v_default.is_critical or (case when 'in_app' = any (v_default.locked) then v_default.in_app else coalesce(scoped.in_app, own.in_app, v_default.in_app) end)
  on conflict do nothing;

  select coalesce(jsonb_agg(jsonb_build_object('kind', 'notifications.suppress', 'entity_type', 'notification', 'entity_id', p_row.id, 'module', p_row.module,
    'reason', format('The person has in_app switched off for %s.', v_default.type), 'rule', 'preferences', 'rule_version', '1',
    'inputs', jsonb_build_object('user_id', u.id, 'medium', 'in_app', 'group', v_default.type, 'priority', p_row.priority))), '[]') into v_decisions
  from unnest(p_users) u (id)
  where v_default.in_app and not exists (select from public.notification_receipts r where r.user_id = u.id and r.id = p_row.id);

  for v_each in
    select u.id as user_id, m.medium, m.wanted, m.usual, m.address,
      case when v_default.is_critical or p_row.priority = 'urgent' then null
        else public.quiet_until(s.quiet_from, s.quiet_to, coalesce(s.time_zone, public.business_zone()), clock_timestamp()) end as quiet_until
    from unnest(p_users) u (id)
    join auth.users a on a.id = u.id
    left join public.notification_settings s on s.user_id = u.id
    left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
    left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
    cross join lateral (values
      ('email', case when 'email' = any (v_default.locked) then v_default.email else coalesce(scoped.email, own.email, v_default.email) end, v_default.email, a.email),
      ('whatsapp', case when 'whatsapp' = any (v_default.locked) then v_default.whatsapp else coalesce(scoped.whatsapp, own.whatsapp, v_default.whatsapp) end,
        v_default.whatsapp, s.whatsapp_number),
      ('webhook', case when 'webhook' = any (v_default.locked) then v_default.webhook else coalesce(scoped.webhook, own.webhook, v_default.webhook) end,
        v_default.webhook, s.webhook_url)) m (medium, wanted, usual, address)
    where m.wanted or m.usual
  loop
    v_send := null;
    v_why := case when not v_each.wanted then 'off' when coalesce(v_each.address, '') = '' then 'no_address' end;
    if v_why is null then
      v_send := public.queue_send('notice.' || v_each.medium, jsonb_build_object('notification_id', p_row.id, 'user_id', v_each.user_id,
        'address', v_each.address, 'group', v_default.type), coalesce(v_each.quiet_until, clock_timestamp()), p_row.created_by);
    end if;
    insert into public.notification_deliveries (notification_id, user_id, medium, send_id, suppressed)
    values (p_row.id, v_each.user_id, v_each.medium, v_send, v_why);
    if v_why is not null or v_each.quiet_until is not null then
      v_decisions := v_decisions || jsonb_build_object('kind', case when v_why is null then 'notifications.delay' else 'notifications.suppress' end,
        'entity_type', 'notification', 'entity_id', p_row.id, 'module', p_row.module,
        'chosen', case when v_why is null then jsonb_build_object('medium', v_each.medium, 'send_after', v_each.quiet_until) end,
        'reason', case v_why when 'off' then format('The person has %s switched off for %s.', v_each.medium, v_default.type)
          when 'no_address' then format('The person has no address for %s.', v_each.medium)
          else format('Quiet hours of the person: %s waits for their end.', v_each.medium) end,
        'rule', 'preferences', 'rule_version', '1',
        'inputs', jsonb_build_object('user_id', v_each.user_id, 'medium', v_each.medium, 'group', v_default.type, 'priority', p_row.priority));
    end if;
  end loop;
  if v_decisions <> '[]' then
    perform public.record_decisions(v_decisions);
  end if;
end $$;
select public.grant_to_service('deliver_notification');
