/* What follows when a preview or a run has read the whole file, or cannot go on (p_error_code). Answers the state. */
create function public.end_import(p_id uuid, p_error_code text default null, p_error_message text default null) returns text
language sql security definer set search_path = '' as $$
  delete from public.import_drafts d where d.import_id = p_id;
  update public.imports i set
    state = case when p_error_code is not null then 'failed' when i.state = 'previewing' then 'previewed' else 'done' end,
    error_code = p_error_code, error_message = p_error_message,
    previewed_at = case when i.state = 'previewing' and p_error_code is null then now() else i.previewed_at end,
    finished_at = case when i.state = 'running' or p_error_code is not null then now() end
  where i.id = p_id and i.state in ('previewing', 'running') and (p_error_code is not null or i.done = i.total)
  returning i.state
$$;
select public.grant_to_service('end_import');
