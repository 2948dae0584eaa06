/*
 * A video call that a customer wishes, with the lead that it is a touch of. One that is still to happen for this lead is answered instead of a second.
 * p_call: columns, and property; with starts_at and ends_at it is booked. p_id twice is one. Raises what touch_lead and book_video_call raise.
 */
create function public.create_video_call_lead(p_id uuid, p_call jsonb, p_by uuid, p_remind integer[]) returns setof public.video_call_leads
language plpgsql security definer set search_path = '' as $$
declare
  v_new  public.video_call_leads := jsonb_populate_record(null::public.video_call_leads, jsonb_strip_nulls(p_call));
  v_lead public.leads;
  v_id   uuid;
begin
  select l.* into v_lead from public.touch_lead(p_id, jsonb_build_object('customer_id', p_call -> 'customer_id', 'matter', v_new.interest,
    'property', p_call -> 'property', 'source', v_new.source, 'assignee_id', p_call -> 'assignee_id', 'value_minor', p_call -> 'value_minor',
    'currency', p_call -> 'currency'),
    jsonb_build_object('source', 'video_call', 'entity_type', 'video_call_lead', 'entity_id', p_id), p_by) l;
  insert into public.video_call_leads (id, lead_id, customer_id, source, interest, assignee_id, time_zone, link, value_minor, currency, note, created_by)
  values (p_id, v_lead.id, v_lead.customer_id, v_new.source, btrim(v_new.interest), v_new.assignee_id, coalesce(v_new.time_zone, ''), coalesce(v_new.link, ''),
    coalesce(v_new.value_minor, 0), coalesce(v_new.currency, 'INR'), coalesce(v_new.note, ''), p_by)
  on conflict do nothing
  returning id into v_id;
  if v_id is null then
    select c.id into v_id from public.video_call_leads c where c.id = p_id;
    select coalesce(v_id, c.id) into v_id from public.video_call_leads c
    where c.lead_id = v_lead.id and c.status in ('new', 'booked', 'no_show') and c.deleted_at is null;
    -- The touch is that one's.
    update public.lead_touches t set entity_id = v_id::text where t.id = p_id and v_id <> p_id and not exists (
      select from public.lead_touches o where o.lead_id = v_lead.id and o.entity_type = 'video_call_lead' and o.entity_id = v_id::text and o.direction = 'inbound');
  elsif v_new.starts_at is not null then
    perform public.change_video_call(v_id, '{"new": {"book": "booked"}}', 'book', null, jsonb_build_object('starts_at', v_new.starts_at, 'ends_at', v_new.ends_at),
      '', null, p_remind);
  end if;
  return query select * from public.video_call_leads c where c.id = coalesce(v_id, p_id);
end $$;
select public.grant_to_service('create_video_call_lead');
