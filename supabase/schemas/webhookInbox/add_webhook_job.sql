/* One job for events of one source. */
create function public.add_webhook_job(p_source text, p_ids bigint[], p_run_at timestamptz default null) returns void
language plpgsql set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.process', json_build_object('source', p_source, 'event_ids', p_ids), run_at => p_run_at, max_attempts => 100);
end $$;
select public.grant_to_service('add_webhook_job');
