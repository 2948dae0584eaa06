/* What keeps a ticket from being done: [{"field", "label"}] for the required fields without a value and the required items of its list. */
create function public.ticket_close_faults(p_category text, p_custom_fields jsonb, p_checklist jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', f.field, 'label', f.label) order by f.place, f.field), '[]')
  from (
    select 'custom_fields.' || d.key as field, d.label, d.position as place
    from public.ticket_fields d
    where d.required_on_close and d.archived_at is null and (d.categories = '{}' or p_category = any (d.categories))
      and coalesce(p_custom_fields -> d.key, 'null') in ('null', '""')
    union all
    select 'checklist', i.value ->> 'text', 100000 + i.place
    from jsonb_array_elements(p_checklist) with ordinality i (value, place)
    where (i.value ->> 'is_required')::boolean and not (i.value ->> 'is_done')::boolean) f
$$;
select public.grant_to_service('ticket_close_faults');
