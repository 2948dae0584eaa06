/* Does the next p_size of a bulk change. True while more are left. Two at once take turns. */
create function public.run_email_bulk(p_id uuid, p_size integer default 200) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_bulk public.email_bulks;
  v_ids  uuid[];
begin
  select * into v_bulk from public.email_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state in ('done', 'failed') then
    return false;
  end if;
  v_ids := array(select i.email_id from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null order by i.position limit p_size);
  with done as (
    select * from public.change_emails(v_ids, v_bulk.change, v_bulk.created_by, p_id)
  ), noted as (
    update public.email_bulk_items i set
      outcome = case when d.email_id is null then 'failed' when d.was_changed then 'changed' else 'skipped' end,
      reason = case when d.email_id is null then 'email_not_found' when not d.was_changed then 'nothing_to_change' end
    from unnest(v_ids) w (id) left join done d on d.email_id = w.id
    where i.bulk_id = p_id and i.outcome is null and i.email_id = w.id
    returning i.outcome
  ), summed as (
    select count(*) filter (where outcome = 'changed') as changed, count(*) filter (where outcome = 'skipped') as skipped,
      count(*) filter (where outcome = 'failed') as failed
    from noted
  )
  update public.email_bulks b set state = 'running', changed = b.changed + s.changed, skipped = b.skipped + s.skipped, failed = b.failed + s.failed
  from summed s where b.id = p_id;
  if exists (select from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return true;
  end if;
  update public.email_bulks set state = 'done', finished_at = now() where id = p_id;
  return false;
end $$;
select public.grant_to_service('run_email_bulk');
