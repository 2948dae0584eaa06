/*
 * A provider says that a contact has another number or user id: {"key", "business_number", "from", "to": {"phone", "bsuid"}, "at"}; counts once. The old
 * number is nobody's from now on, so whoever writes from it next is somebody else. A new number that somebody else has stays there, and a person decides.
 */
create function public.change_chat_identity(p_item jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_from    jsonb := p_item -> 'from';
  v_to      jsonb := p_item -> 'to';
  v_number  text := p_item ->> 'business_number';
  v_at      timestamptz := (p_item ->> 'at')::timestamptz;
  v_contact uuid;
  v_result  text;
begin
  if exists (select from public.chat_identity_changes c where c.key = p_item ->> 'key') then
    return 'known';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('chat_contact:' || k.name, 0)) from (
    select distinct concat_ws(':', v_number, v.kind, v.value) as name
    from (values ('phone', v_from ->> 'phone'), ('bsuid', v_from ->> 'bsuid'), ('phone', v_to ->> 'phone'), ('bsuid', v_to ->> 'bsuid')) v (kind, value)
    where v.value is not null order by 1
  ) k;
  select a.contact_id into v_contact from public.chat_contact_addresses a
  where a.business_number = v_number
    and ((a.kind = 'bsuid' and a.value = v_from ->> 'bsuid') or (a.kind = 'phone' and a.value = v_from ->> 'phone'))
  order by a.kind limit 1;

  if v_to ->> 'phone' is not null and v_from ->> 'phone' is not null and v_to ->> 'phone' <> v_from ->> 'phone' then
    v_result := public.change_number('phone', v_from ->> 'phone', v_to ->> 'phone', 'chat', v_at);
    -- Who has the new one in this business's own book, although no customer does?
    if exists (
      select from public.chat_contact_addresses a
      where a.business_number = v_number and a.kind = 'phone' and a.value = v_to ->> 'phone' and a.contact_id is distinct from v_contact)
    then
      v_result := 'conflict';
    end if;
    delete from public.chat_contact_addresses a
    where a.business_number = v_number and a.contact_id = v_contact
      and ((a.kind = 'phone' and a.value = v_from ->> 'phone') or (a.kind = 'wa_id' and a.value = ltrim(v_from ->> 'phone', '+')));
    if v_contact is not null and v_result <> 'conflict' then
      insert into public.chat_contact_addresses (business_number, kind, value, contact_id) values (v_number, 'phone', v_to ->> 'phone', v_contact)
      on conflict do nothing;
    end if;
    update public.chat_contacts c set
      phone = case when v_result <> 'conflict' then v_to ->> 'phone' end, wa_id = case when v_result <> 'conflict' then ltrim(v_to ->> 'phone', '+') end,
      updated_at = now()
    where c.id = v_contact;
    update public.conversations c set contact_phone = coalesce(k.phone, '')
    from public.chat_contacts k where k.id = v_contact and c.contact_id = k.id and c.status <> 'resolved';
  end if;

  if v_to ->> 'bsuid' is not null and v_to ->> 'bsuid' is distinct from v_from ->> 'bsuid' then
    if v_from ->> 'bsuid' is not null then
      v_result := coalesce(nullif(public.change_number('whatsapp_user_id', v_from ->> 'bsuid', v_to ->> 'bsuid', 'chat', v_at), 'unknown'), v_result);
    end if;
    if v_contact is not null then
      insert into public.chat_contact_addresses (business_number, kind, value, contact_id) values (v_number, 'bsuid', v_to ->> 'bsuid', v_contact)
      on conflict do nothing;
      update public.chat_contacts c set bsuid = v_to ->> 'bsuid', updated_at = now()
      where c.id = v_contact and exists (
        select from public.chat_contact_addresses a
        where a.business_number = v_number and a.kind = 'bsuid' and a.value = v_to ->> 'bsuid' and a.contact_id = v_contact);
      v_result := coalesce(v_result, 'moved');
    end if;
  end if;
  v_result := coalesce(v_result, 'unknown');
  insert into public.chat_identity_changes (key, contact_id, from_phone, to_phone, from_bsuid, to_bsuid, result, at)
  values (p_item ->> 'key', v_contact, v_from ->> 'phone', v_to ->> 'phone', v_from ->> 'bsuid', v_to ->> 'bsuid', v_result, v_at);
  return v_result;
end $$;
select public.grant_to_service('change_chat_identity');
