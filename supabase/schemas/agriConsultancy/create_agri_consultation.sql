/* A consultation with its number. p_id twice is one. Raises assignee_not_found, and by foreign key a customer that does not exist. */
create function public.create_agri_consultation(p_id uuid, p_consultation jsonb, p_by uuid) returns setof public.agri_consultations
language plpgsql security definer set search_path = '' as $$
declare
  v_new public.agri_consultations := jsonb_populate_record(null::public.agri_consultations, p_consultation);
begin
  perform public.check_assignee(p_consultation);
  insert into public.agri_consultations (id, reference, customer_id, crop, variety, area, area_unit, crop_stage, season, query_type, symptoms, evidence, location,
    channel, priority, team, assignee_id, asked_on, outcome, outcome_note, follow_up_wished_on, follow_up_on, created_by)
  values (p_id, nullif(v_new.reference, ''), coalesce(public.customer_root(v_new.customer_id), v_new.customer_id), v_new.crop, coalesce(v_new.variety, ''), v_new.area, v_new.area_unit,
    coalesce(v_new.crop_stage, ''), v_new.season, coalesce(v_new.query_type, 'other'), coalesce(v_new.symptoms, ''), coalesce(v_new.evidence, '[]'),
    coalesce(v_new.location, ''), coalesce(v_new.channel, 'phone'), coalesce(v_new.priority, 'normal'), v_new.team, v_new.assignee_id, v_new.asked_on,
    v_new.outcome, coalesce(v_new.outcome_note, ''), v_new.follow_up_wished_on, v_new.follow_up_on, p_by)
  on conflict (id) do nothing;
  return query select * from public.agri_consultations c where c.id = p_id;
end $$;
select public.grant_to_service('create_agri_consultation');
