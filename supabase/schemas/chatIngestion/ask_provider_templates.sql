/* A provider is to be asked for its templates: notes it, and adds the job; one that waits already is enough. */
create function public.ask_provider_templates(p_provider_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_sync public.provider_template_syncs;
begin
  insert into public.provider_template_syncs as s (provider_id) values (p_provider_id)
  on conflict (provider_id) do update set asked_at = now(), finished_at = null, found = null, error_code = null, error_message = null
  returning * into v_sync;
  perform graphile_worker.add_job('chats.sync_templates', json_build_object('provider_id', p_provider_id), job_key => 'chats.sync_templates:' || p_provider_id,
    max_attempts => 5);
  perform public.log_activity('sync_templates', 'chat_providers', p_provider_id::text) where public.current_actor() is not null;
  return to_jsonb(v_sync);
end $$;
select public.grant_to_service('ask_provider_templates');

/* It could not be asked. */
create function public.fail_template_sync(p_provider_id uuid, p_code text, p_message text) returns void
language sql set search_path = '' as $$
  update public.provider_template_syncs s set finished_at = now(), error_code = p_code, error_message = left(p_message, 500) where s.provider_id = p_provider_id
$$;
select public.grant_to_service('fail_template_sync');
