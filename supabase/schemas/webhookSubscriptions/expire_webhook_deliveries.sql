/*
 * Drops deliveries that ended longer ago than p_days, at most p_most at once; what a switched-off or removed endpoint
 * has collected for so long is cancelled first. Returns how many rows went.
 */
create function public.expire_webhook_deliveries(p_days integer, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stale as (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where d.state in ('pending', 'sending') and not s.is_active
      and (s.deleted_at is not null or d.created_at < now() - p_days * interval '1 day')
    limit p_most
  )
  update public.webhook_deliveries d
  set state = 'cancelled', reason = 'not_collected', next_attempt_at = null, finished_at = now()
  from stale where d.id = stale.id;
  delete from public.webhook_deliveries where id in (
    select id from public.webhook_deliveries where finished_at < now() - p_days * interval '1 day' limit p_most);
  get diagnostics v_count = row_count;
  delete from public.webhook_subscriptions s
  where s.deleted_at < now() - p_days * interval '1 day'
    and not exists (select from public.webhook_deliveries d where d.subscription_id = s.id);
  return v_count;
end $$;
select public.grant_to_service('expire_webhook_deliveries');
