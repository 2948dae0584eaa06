/*
 * The lead of a customer and matter, touched once more: the one that is open, or a new one. p_lead: columns; p_touch {"direction", "source",
 * "entity_type", "entity_id", "note", "at"}. Whoever comes at the same time waits here. p_id is the touch's, and a new lead's: twice is once. What an open lead says already stays
 * as it is. Raises customer_not_found, assignee_not_found.
 */
create function public.touch_lead(p_id uuid, p_lead jsonb, p_touch jsonb, p_by uuid) returns setof public.leads
language plpgsql security definer set search_path = '' as $$
declare
  v_new      public.leads := jsonb_populate_record(null::public.leads, jsonb_strip_nulls(p_lead));
  v_customer uuid := public.live_customer(v_new.customer_id);
  v_id       uuid;
  v_source   text := coalesce(p_touch ->> 'source', v_new.source, 'other');
begin
  select t.lead_id into v_id from public.lead_touches t where t.id = p_id;
  if v_id is not null then
    return query select * from public.leads l where l.id = v_id;
    return;
  end if;
  if v_customer is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_new.customer_id);
  end if;
  perform public.check_assignee(p_lead);
  perform pg_advisory_xact_lock(hashtextextended('lead:' || v_customer, 0));
  select l.id into v_id from public.leads l
  where l.customer_id = any (public.customer_members(v_customer)) and l.property = coalesce(v_new.property, '')
    and l.matter_key = public.lead_matter_key(v_new.matter) and l.status not in ('won', 'lost') and l.deleted_at is null
  order by l.created_at, l.id limit 1 for update;
  if v_id is null then
    v_id := p_id;
    insert into public.leads (id, customer_id, matter, property, source, priority, team, assignee_id, value_minor, currency, next_action, next_action_at, note, created_by)
    values (p_id, v_customer, btrim(v_new.matter), coalesce(v_new.property, ''), coalesce(v_new.source, 'other'), coalesce(v_new.priority, 'normal'), v_new.team,
      v_new.assignee_id, coalesce(v_new.value_minor, 0), coalesce(v_new.currency, 'INR'), coalesce(v_new.next_action, ''), v_new.next_action_at,
      coalesce(v_new.note, ''), p_by);
  end if;
  insert into public.lead_touches (id, lead_id, direction, source, entity_type, entity_id, note, created_by, at)
  values (p_id, v_id, coalesce(p_touch ->> 'direction', 'inbound'), v_source, p_touch ->> 'entity_type', p_touch ->> 'entity_id',
    coalesce(p_touch ->> 'note', ''), p_by, coalesce((p_touch ->> 'at')::timestamptz, now()))
  on conflict do nothing;
  return query select * from public.leads l where l.id = v_id;
end $$;
select public.grant_to_service('touch_lead');
