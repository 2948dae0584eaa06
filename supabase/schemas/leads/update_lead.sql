/*
 * Changes a lead, or takes a step of p_steps. Null: there is none. Raises what act_on raises, assignee_not_found, customer_not_found, and lead_exists when
 * the customer has another open lead of this matter.
 */
create function public.update_lead(
  p_id uuid, p_change jsonb, p_steps jsonb, p_action text default null, p_to text default null, p_note text default '', p_version integer default null
) returns setof public.leads
language plpgsql security definer set search_path = '' as $$
declare
  v_row   public.leads;
  v_new   public.leads;
  v_set   jsonb := p_change;
  v_next  text;
  v_other uuid;
begin
  select * into v_row from public.leads l where l.id = p_id and l.deleted_at is null;
  if not found then
    raise exception 'lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_change);
  if p_change ->> 'customer_id' is not null then
    v_set := v_set || jsonb_build_object('customer_id', public.live_customer((p_change ->> 'customer_id')::uuid));
    if v_set ->> 'customer_id' is null then
      raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_change ->> 'customer_id');
    end if;
  end if;
  v_new := jsonb_populate_record(v_row, v_set);
  -- The same order as whoever touches it: first the customer, then the lead.
  perform pg_advisory_xact_lock(hashtextextended('lead:' || public.customer_root(v_new.customer_id), 0));
  select * into v_row from public.leads l where l.id = p_id and l.deleted_at is null for update;
  if not found then
    raise exception 'lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  v_next := coalesce(case when p_action is not null then p_steps -> v_row.status ->> p_action else p_to end, v_row.status);
  if v_next not in ('won', 'lost') then
    select l.id into v_other from public.leads l
    where l.customer_id = any (public.customer_members(v_new.customer_id)) and l.property = v_new.property and l.id <> p_id
      and l.matter_key = public.lead_matter_key(v_new.matter) and l.status not in ('won', 'lost') and l.deleted_at is null limit 1;
    if v_other is not null and (v_row.status in ('won', 'lost') or v_new.property <> v_row.property or v_new.customer_id is distinct from v_row.customer_id
      or public.lead_matter_key(v_new.matter) <> v_row.matter_key)
    then
      raise exception 'lead_exists' using errcode = 'P0409', detail = jsonb_build_object('lead_id', v_other);
    end if;
  end if;
  perform public.act_on('public.leads', p_steps, p_id, p_action, case when p_action is null then v_next end, p_note, p_version, v_set);
  if v_row.status = 'new' and v_next = 'contacted' then
    insert into public.lead_touches (lead_id, direction, source, note, created_by) values (p_id, 'outbound', 'other', p_note, public.current_actor());
  end if;
  return query select * from public.leads l where l.id = p_id;
end $$;
select public.grant_to_service('update_lead');
