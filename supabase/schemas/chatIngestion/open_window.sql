/* A customer did something that opens the window without writing: reacted, or called. */
create function public.open_window(p_contact_id uuid, p_at timestamptz) returns void
language sql security definer set search_path = '' as $$
  update public.chat_contacts k set last_customer_at = least(p_at, now()), updated_at = now()
  where k.id = p_contact_id and (k.last_customer_at is null or k.last_customer_at < least(p_at, now()));
  update public.conversations c set window_closes_at = k.last_customer_at + interval '24 hours'
  from public.chat_contacts k
  where k.id = p_contact_id and c.contact_id = k.id and c.status <> 'resolved' and c.window_closes_at is distinct from k.last_customer_at + interval '24 hours'
$$;
select public.grant_to_service('open_window');
