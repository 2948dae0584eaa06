/*
 * A customer said a word that opts out of templates, or in again: on this number, and as a customer on WhatsApp. An older word that comes later changes
 * nothing.
 */
create function public.apply_opt_word(p_contact_id uuid, p_kind text, p_text text, p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_customer uuid;
begin
  update public.chat_contacts k set opted_out_at = case p_kind when 'out' then p_at end, opt_said_at = p_at, updated_at = now()
  where k.id = p_contact_id and coalesce(k.opt_said_at, '-infinity') <= p_at
  returning k.customer_id into v_customer;
  -- One that was deleted allows nothing anyhow.
  if exists (select from public.customers c where c.id = public.customer_root(v_customer) and c.deleted_at is null) then
    perform public.set_customer_permission(v_customer, 'whatsapp', case p_kind when 'in' then 'granted' end, p_kind = 'out', 'whatsapp',
      'Wrote "' || p_text || '".', null);
  end if;
end $$;
select public.grant_to_service('apply_opt_word');

/*
 * The statement trigger of messages that are new: whose whole message is such a word. It is part of the transaction that stores the message, so that no
 * word is lost, and none counts twice.
 */
create function public.note_opt_words() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_opt_word(s.contact_id, s.kind, s.said, s.at)
  from (
    select distinct on (n.contact_id) n.contact_id, w.kind, t.said, least(n.at, now()) as at
    from new_rows n
    cross join lateral (select coalesce(n.text, n.reply ->> 'title') as said) t
    join public.chat_opt_words w on w.word = public.opt_word(case when length(t.said) <= 60 then t.said end)
    where n.direction = 'inbound' and n.type in ('text', 'interactive')
    order by n.contact_id, n.at desc, n.id desc
  ) s;
  return null;
end $$;
select public.grant_to_service('note_opt_words');

/* The trigger of clicks: a template may have a button that says such a word. */
create function public.note_opt_click() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_opt_word(m.contact_id, w.kind, new.text, least(new.at, now()))
  from public.messages m, public.chat_opt_words w
  where m.id = new.message_id and w.word = public.opt_word(case when length(new.text) <= 60 then new.text end);
  return null;
end $$;
select public.grant_to_service('note_opt_click');
