/* Two contacts of a business number are one person: the first one's addresses and conversations become the second one's; of two open ones, one stays open. */
create function public.merge_chat_contacts(p_from uuid, p_into uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_from public.chat_contacts;
  v_open uuid;
  v_mine uuid;
begin
  perform from public.chat_contacts c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.chat_contacts c where c.id = p_from;
  select c.id into v_open from public.conversations c where c.contact_id = p_from and c.status <> 'resolved';
  select c.id into v_mine from public.conversations c where c.contact_id = p_into and c.status <> 'resolved';
  if v_open is not null and v_mine is not null then
    perform public.join_conversations(v_open, v_mine);
  end if;
  update public.chat_contact_addresses a set contact_id = p_into where a.contact_id = p_from;
  update public.conversations c set contact_id = p_into where c.contact_id = p_from;
  update public.messages m set contact_id = p_into where m.contact_id = p_from;
  update public.message_reactions r set contact_id = p_into where r.contact_id = p_from;
  update public.chat_contacts c set merged_into = p_into where p_from in (c.id, c.merged_into);
  update public.chat_contacts c set
    name = case when c.name = '' then v_from.name else c.name end,
    wa_id = coalesce(c.wa_id, v_from.wa_id), phone = coalesce(c.phone, v_from.phone), bsuid = coalesce(c.bsuid, v_from.bsuid),
    username = coalesce(c.username, v_from.username), customer_id = coalesce(c.customer_id, v_from.customer_id),
    last_customer_at = greatest(c.last_customer_at, v_from.last_customer_at), opted_out_at = coalesce(c.opted_out_at, v_from.opted_out_at), updated_at = now()
  where c.id = p_into;
end $$;
select public.grant_to_service('merge_chat_contacts');
