/* A leg as the provider lists it now, in our columns; url is its recording's address. */
create type public.kaleyra_given_leg as (
  id text collate "C", uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
  duration integer, billsec integer, credits text, status text, location text, provider text, service text, caller_id text,
  recording text, notes text, custom text, raw jsonb, url text
);
