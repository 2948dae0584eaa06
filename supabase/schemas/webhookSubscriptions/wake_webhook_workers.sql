/* A worker shall look now. One waiting job serves all that are enqueued until it runs. */
create function public.wake_webhook_workers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.deliver', '{}', job_key => 'webhooks.deliver');
end $$;
select public.grant_to_service('wake_webhook_workers');
