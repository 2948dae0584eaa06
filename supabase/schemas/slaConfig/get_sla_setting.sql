/* Changes whenever policies, calendars, or the calendars of teams and departments do. */
create function public.sla_setting_stamp() returns text
language sql stable security definer set search_path = '' as $$
  select md5(concat_ws('|',
    (select string_agg(p.id || ':' || p.version, ',' order by p.id) from public.sla_policies p),
    (select string_agg(c.id || ':' || c.version || ':' || c.is_default, ',' order by c.id) from public.calendars c),
    (select string_agg(t.key || ':' || t.calendar_id, ',' order by t.key) from public.teams t where t.calendar_id is not null),
    (select string_agg(d.key || ':' || coalesce(d.calendar_id::text, '') || ':' || coalesce(d.team_id::text, ''), ',' order by d.key) from public.departments d),
    (select string_agg(k.entity_type, ',' order by k.entity_type) from public.sla_kinds k)))
$$;
select public.grant_to_service('sla_setting_stamp');

/*
 * All that promises are made of: policies in their order, all their versions, calendars with all versions (the current one has no `until`), the
 * calendars of teams and departments, the kinds.
 */
create function public.get_sla_setting() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'stamp', public.sla_setting_stamp(),
    'policies', (select coalesce(jsonb_agg(to_jsonb(p) order by p.is_default, p.position, p.created_at, p.id), '[]') from public.sla_policies p),
    'versions', (select coalesce(jsonb_agg(v.policy), '[]') from public.sla_policy_versions v),
    'default_calendar_id', (select c.id from public.calendars c where c.is_default),
    'calendars', (
      select coalesce(jsonb_agg(to_jsonb(v) order by v.calendar_id, v.version), '[]')
      from (
        select v.calendar_id, v.version, public.sla_ms(v.until) as until, v.zone, v.hours, v.holidays, v.holiday_closes from public.calendar_versions v
        union all
        select c.id, c.version, null, c.zone, c.hours, c.holidays, c.holiday_closes from public.calendars c
      ) v),
    'teams', (select coalesce(jsonb_object_agg(t.key, t.calendar_id), '{}') from public.teams t where t.calendar_id is not null),
    'departments', (select coalesce(jsonb_object_agg(d.key, d.calendar_id), '{}') from public.departments d where d.calendar_id is not null),
    'kinds', (select coalesce(jsonb_agg(to_jsonb(k) order by k.entity_type), '[]') from public.sla_kinds k))
$$;
select public.grant_to_service('get_sla_setting');
