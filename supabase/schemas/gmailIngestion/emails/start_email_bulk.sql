/*
 * Orders a bulk change of the e-mails that a filter matches now, or of named ones, and the job that does it: at once when it is a big one; a small one
 * is done by whoever ordered it, and the job looks after it in case he died. Raises assignee_not_found.
 */
create function public.start_email_bulk(p_filter jsonb, p_ids uuid[], p_change jsonb, p_direct_limit integer default 1000) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id      uuid;
  v_matched integer;
begin
  perform public.check_assignee(p_change);
  insert into public.email_bulks (filter, change, created_by) values (p_filter, p_change, public.current_actor()) returning id into v_id;
  if p_ids is not null then
    insert into public.email_bulk_items (bulk_id, position, email_id)
    select v_id, row_number() over (order by min(w.place)), w.id from unnest(p_ids) with ordinality w (id, place) group by w.id;
  else
    execute format('insert into public.email_bulk_items (bulk_id, position, email_id)
      select %L, row_number() over (order by e.received_at, e.id), e.id from public.emails e where %s', v_id, public.email_question(p_filter));
  end if;
  get diagnostics v_matched = row_count;
  update public.email_bulks set matched = v_matched where id = v_id;
  perform graphile_worker.add_job('emails.bulk', json_build_object('bulk_id', v_id), job_key => 'email_bulk:' || v_id,
    run_at => now() + case when v_matched > p_direct_limit then interval '0' else interval '2 minutes' end);
  return public.get_email_bulk(v_id);
end $$;
select public.grant_to_service('start_email_bulk');
