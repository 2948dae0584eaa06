/* Marks what a delivery report is about. */
create function public.apply_email_bounce(p_support_email_id uuid, p_mailbox_message_id uuid, p_bounce jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send    uuid;
  v_failed  jsonb;
  v_words   text;
begin
  select e.send_id into v_send
  from (select * from public.emails a where a.message_id = p_bounce ->> 'original_message_id' and a.message_id <> '' offset 0) e
  where e.direction = 'outbound' and e.send_id is not null
  order by e.support_email_id = p_support_email_id desc limit 1;
  if v_send is null then
    return;
  end if;
  select jsonb_agg(r) into v_failed from jsonb_array_elements(p_bounce -> 'recipients') r where r ->> 'action' = 'failed';
  v_words := (select string_agg(concat_ws(' ', r ->> 'email', r ->> 'status', r ->> 'diagnostic'), '; ') from jsonb_array_elements(v_failed) r);
  if v_failed is not null then
    perform public.advance_send(v_send, 'bounce', 'failed', p_bounce, 'bounce:' || p_mailbox_message_id, null, 'bounced', coalesce(nullif(left(v_words, 1000), ''), 'It came back.'));
  else
    perform public.advance_send(v_send, case when p_bounce -> 'recipients' @? '$[*] ? (@.action == "delayed")' then 'bounce_delayed' else 'delivery_report' end, null, p_bounce, 'bounce:' || p_mailbox_message_id);
  end if;
end $$;
select public.grant_to_service('apply_email_bounce');
