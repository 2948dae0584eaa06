/*
 * Makes e-mails or chat messages comments of the tickets that they belong to; those that belong to none, and those that are comments already, stay as they
 * are. A message belongs to the ticket that its thread or conversation is linked to, one that is not finished before one that is, or else
 * to the ticket whose number it names, when its writer has a part in that. p_ticket_id instead: to this one.
 *
 * Where a ticket was merged, it lands where that leads; when it leads nowhere, it stays where it was sent, flagged. What a customer writes opens
 * the ticket again, unless it is on hold. p_is_new is false for what was said before the ticket was made, of which nobody is told.
 * Returns how many became comments.
 */
create function public.take_ticket_messages(p_type text, p_ids uuid[], p_ticket_id uuid default null, p_is_new boolean default true) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_message record;
  v_sent_to uuid;
  v_root    uuid;
  v_ticket  public.tickets;
  v_comment uuid;
  v_action  text;
  v_taken   integer := 0;
  v_touched uuid[] := '{}';
begin
  for v_message in select * from public.ticket_messages(p_type, p_ids) loop
    v_sent_to := p_ticket_id;
    if v_sent_to is null then
      select l.ticket_id into v_sent_to
      from public.ticket_links l join public.tickets t on t.id = l.ticket_id
      where l.entity_type = v_message.entity_type and l.entity_id = v_message.entity_id and t.deleted_at is null
      order by t.status in ('resolved', 'closed'), l.kind = 'source' desc, t.created_at desc, t.id limit 1;
    end if;
    if v_sent_to is null and v_message.source = 'customer' then
      v_sent_to := public.ticket_of_words(v_message.words, v_message.customer_id, v_message.sender);
      if v_sent_to is not null then
        insert into public.ticket_links (ticket_id, kind, entity_type, entity_id) values (v_sent_to, 'related', v_message.entity_type, v_message.entity_id)
        on conflict do nothing;
      end if;
    end if;
    continue when v_sent_to is null;

    -- A merge that happens now is waited for.
    perform from public.tickets t where t.id = v_sent_to for no key update;
    v_root := public.ticket_root(v_sent_to);
    select * into v_ticket from public.tickets t where t.id = coalesce(v_root, v_sent_to) for no key update;
    insert into public.ticket_comments (ticket_id, visibility, source, body, email_id, message_id, customer_id, sent_to_id, flags, created_by, created_at)
    values (v_ticket.id, 'public', v_message.source, v_message.body, case when p_type = 'email' then v_message.id end,
      case when p_type = 'message' then v_message.id end, case when v_message.source = 'customer' then v_message.customer_id end, nullif(v_sent_to, v_ticket.id),
      array_remove(array[case when v_root is null then 'merge_circle' end, case when v_message.source = 'customer'
        and public.customer_root(v_message.customer_id) <> public.customer_root(v_ticket.customer_id) then 'other_customer' end], null),
      v_message.created_by, v_message.at)
    on conflict do nothing returning id into v_comment;
    continue when v_comment is null;
    v_taken := v_taken + 1;
    if p_type = 'email' then
      insert into public.ticket_attachments (comment_id, position, sha256, filename, content_type, size)
      select v_comment, row_number() over (order by a.position), a.sha256, a.filename, a.content_type, a.size
      from public.email_attachments a where a.email_id = v_message.id and a.state = 'stored' and not a.is_inline;
    end if;
    v_touched := v_touched || v_ticket.id;
    if p_is_new and v_message.source = 'customer' then
      v_action := case when v_ticket.status in ('resolved', 'closed') then 'reopen' when v_ticket.status in ('pending', 'snoozed') then 'resume' end;
      if v_action is not null then
        perform set_config('activity.step', jsonb_build_object('action', v_action, 'note', 'The customer wrote.')::text, true);
        update public.tickets t set status = 'open' where t.id = v_ticket.id;
        perform set_config('activity.step', '', true);
      end if;
      perform public.tell_ticket_watchers(v_ticket.id, v_comment, 'The customer wrote');
    end if;
  end loop;
  perform public.refresh_ticket(t) from (select distinct t from unnest(v_touched) t order by t) u (t);
  return v_taken;
end $$;
select public.grant_to_service('take_ticket_messages');
