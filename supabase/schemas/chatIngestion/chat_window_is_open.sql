/*
 * Whether free text may be sent: until 24 hours after the customer's last message, by the provider's time, and no more at exactly 24 hours: a send that
 * we refuse costs nothing, one that vanishes does. chatWindow.ts agrees.
 */
create function public.chat_window_is_open(p_last_customer_at timestamptz, p_now timestamptz) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(p_now < p_last_customer_at + interval '24 hours', false)
$$;
select public.grant_to_service('chat_window_is_open');
