/*
 * Advice with its products; the consultation is advised then. p_advice: words, products, and told_via where the farmer heard it while it was written.
 * p_set: further columns of the consultation. p_id twice is one. Raises agri_consultation_not_found, agri_consultation_is_over.
 */
create function public.write_agri_advice(p_consultation_id uuid, p_id uuid, p_advice jsonb, p_steps jsonb, p_set jsonb, p_by uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_status text;
  v_via    text := p_advice ->> 'told_via';
begin
  select c.status into v_status from public.agri_consultations c where c.id = p_consultation_id and c.deleted_at is null for update;
  if v_status is null then
    raise exception 'agri_consultation_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_consultation_id);
  elsif exists (select from public.agri_advice a where a.id = p_id) then
    return;
  elsif v_status in ('closed', 'cancelled') then
    raise exception 'agri_consultation_is_over' using errcode = 'P0409', detail = jsonb_build_object('status', v_status);
  end if;
  insert into public.agri_advice (id, consultation_id, words, told_via, told_by, told_at, created_by)
  values (p_id, p_consultation_id, coalesce(p_advice ->> 'words', ''), v_via, case when v_via is not null then p_by end, case when v_via is not null then now() end, p_by);
  insert into public.agri_advice_products (advice_id, position, name, dose, dose_unit, water, water_unit, method, waiting_days, repeat_after_days)
  select p_id, p.position, n.name, n.dose, n.dose_unit, n.water, n.water_unit, n.method, n.waiting_days, n.repeat_after_days
  from jsonb_array_elements(coalesce(p_advice -> 'products', '[]')) with ordinality p (product, position)
  cross join lateral jsonb_populate_record(null::public.agri_advice_products, p.product) n;
  perform public.act_on('public.agri_consultations', p_steps, p_consultation_id, p_to => 'advised', p_set => p_set);
end $$;
select public.grant_to_service('write_agri_advice');

/* The advice of a consultation with its products, oldest first. */
create function public.get_agri_advice(p_consultation_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('products', (
      select coalesce(jsonb_agg(to_jsonb(p) - array['advice_id', 'position'] order by p.position), '[]')
      from public.agri_advice_products p where p.advice_id = a.id)) order by a.created_at, a.id), '[]')
  from public.agri_advice a where a.consultation_id = p_consultation_id
$$;
select public.grant_to_service('get_agri_advice');
