/* Adds the job that does what an import has before it. One that waits is replaced; beside one that is being worked on it finds nothing to do. */
create function public.add_import_job(p_id uuid) returns void
language sql security definer set search_path = '' as $$
  select graphile_worker.add_job('imports.work', json_build_object('import_id', p_id), job_key => 'import:' || p_id)
$$;
select public.grant_to_service('add_import_job');
