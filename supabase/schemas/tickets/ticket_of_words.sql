/*
 * The ticket whose number stands in the words, believed only where their writer has a part in it: the ticket is of his customer, or his address takes part in
 * a thread of it. Null otherwise.
 */
create function public.ticket_of_words(p_words text, p_customer_id uuid, p_sender text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
begin
  select t.* into v_ticket from public.tickets t
  where t.number = upper(substring(p_words from '(?i)\m(TKT-[0-9]{4,12})\M')) and t.deleted_at is null;
  if v_ticket.id is null
    or not coalesce(public.customer_root(p_customer_id) = public.customer_root(v_ticket.customer_id), false)
    and not exists (
      select from public.ticket_links l join public.email_threads e on e.id::text = l.entity_id
      where l.ticket_id = v_ticket.id and l.entity_type = 'email_thread' and p_sender = any (e.participants))
  then
    return null;
  end if;
  return v_ticket.id;
end $$;
select public.grant_to_service('ticket_of_words');
