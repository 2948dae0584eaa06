/* What a batch says that is neither message nor status, one after the other. */
create function public.apply_chat_events(p_items jsonb, p_contacts uuid[]) returns table (n integer, outcome text)
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  v_item    jsonb;
  v_keys    text[];
  v_contact uuid;
  v_message uuid;
  v_at      timestamptz;
begin
  for v_item in select i from jsonb_array_elements(p_items) i where i ->> 'kind' not in ('message', 'status') order by (i ->> 'n')::integer loop
    n := (v_item ->> 'n')::integer;
    v_contact := p_contacts[n];
    v_at := (v_item ->> 'at')::timestamptz;
    v_keys := array(select jsonb_array_elements_text(v_item -> 'target_keys'));
    v_message := case when v_keys <> '{}' then public.find_quoted_message(v_contact, v_keys, array(select jsonb_array_elements_text(v_item -> 'target_tokens'))) end;
    case v_item ->> 'kind'
      when 'reaction' then
        insert into public.message_reactions (key, message_id, contact_id, target_keys, direction, emoji, at)
        values (v_item ->> 'key', v_message, v_contact, v_keys, v_item ->> 'direction', v_item ->> 'emoji', v_at)
        on conflict (key) do nothing;
        outcome := case when found then 'reacted' else 'known' end;
        if v_message is not null then
          perform public.show_reactions(v_message);
        end if;
        if v_item ->> 'direction' = 'inbound' then
          perform public.open_window(v_contact, v_at);
        end if;
      when 'call' then
        if v_item ->> 'direction' = 'inbound' then
          perform public.open_window(v_contact, v_at);
        end if;
        outcome := 'called';
      when 'click' then
        v_message := coalesce(
          (select m.id from public.messages m where v_item ->> 'callback_data' = m.id::text
            and m.id = case when v_item ->> 'callback_data' ~ '^[0-9a-f-]{36}$' then (v_item ->> 'callback_data')::uuid end), v_message);
        insert into public.message_clicks (key, message_id, target_keys, click, text, link, at)
        values (v_item ->> 'key', v_message, v_keys, v_item ->> 'click', v_item ->> 'text', v_item ->> 'link', v_at)
        on conflict (key) do nothing;
        outcome := case when found then 'clicked' else 'known' end;
      when 'change' then
        outcome := public.change_message(v_message, v_item);
      when 'identity' then
        outcome := public.change_chat_identity(v_item);
      else
        insert into public.chat_account_events (provider_id, key, event, template, details, at)
        values ((v_item ->> 'provider_id')::uuid, v_item ->> 'key', v_item ->> 'event', nullif(v_item -> 'template', 'null'), v_item -> 'details', v_at)
        on conflict (provider_id, key) do nothing;
        outcome := case when found then 'account' else 'known' end;
    end case;
    return next;
  end loop;
end $$;
select public.grant_to_service('apply_chat_events');
