create type public.webhook_work as (
  attempt_id bigint, attempt integer, delivery_id uuid, webhook_id text, subscription_id uuid, event text, namespace text,
  entity_id text, body text, schedule_position integer, url text, secret text, previous_secret text, authorization_token text
);
