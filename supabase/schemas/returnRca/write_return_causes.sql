/*
 * Replaces the causes of a return by p_causes, [{"cause_id", "percent", "is_primary", "note"}], or keeps them when it is null, and divides the cost of the
 * return among them. Raises return_cause_not_found for one that does not exist or was deleted.
 */
create function public.write_return_causes(p_id uuid, p_causes jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  v_missing uuid;
begin
  if p_causes is not null then
    select c.cause_id into v_missing from jsonb_to_recordset(p_causes) c (cause_id uuid)
    where not exists (select from public.return_causes t where t.id = c.cause_id and (t.deleted_at is null or exists (
      select from public.return_rca_causes o where o.rca_id = p_id and o.cause_id = t.id)))
    limit 1;
    if v_missing is not null then
      raise exception 'return_cause_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_missing);
    end if;
    delete from public.return_rca_causes c where c.rca_id = p_id;
    insert into public.return_rca_causes (rca_id, cause_id, percent, is_primary, note)
    select p_id, c.cause_id, c.percent, c.is_primary, coalesce(c.note, '')
    from jsonb_to_recordset(p_causes) c (cause_id uuid, percent integer, is_primary boolean, note text);
  end if;
  update public.return_rca_causes c set cost_minor = case
    when c.is_primary then r.cost_minor - (
      select coalesce(sum(r.cost_minor * o.percent / 100), 0) from public.return_rca_causes o where o.rca_id = p_id and not o.is_primary)
    else r.cost_minor * c.percent / 100 end
  from public.return_rcas r where r.id = p_id and c.rca_id = p_id;
end $$;
select public.grant_to_service('write_return_causes');
