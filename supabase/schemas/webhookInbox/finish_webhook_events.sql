/* These are done. outcomes: one for each. */
create function public.finish_webhook_events(p_ids bigint[], p_outcomes text[]) returns void
language sql set search_path = '' as $$
  update public.webhook_events w
  set state = 'processed', processed_at = now(), attempts = w.attempts + 1, next_attempt_at = null, outcome = e.outcome, error_code = null, error_message = null
  from unnest(p_ids, p_outcomes) as e (id, outcome)
  where w.id = e.id and w.state <> 'processed'
$$;
select public.grant_to_service('finish_webhook_events');
