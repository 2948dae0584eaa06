/*
 * A ticket with its number, its first cycle, its links and, when it was made from something, what that says: customer, channel, team, subject and the
 * customer's messages so far. p_ticket: columns, and source {"entity_type", "entity_id"}. p_id twice is one ticket.
 * Raises assignee_not_found, and by foreign key a customer that does not exist.
 */
create function public.create_ticket(p_id uuid, p_ticket jsonb, p_by uuid) returns setof public.tickets
language plpgsql security definer set search_path = '' as $$
declare
  v_new    public.tickets;
  v_type   text := p_ticket -> 'source' ->> 'entity_type';
  v_source text := p_ticket -> 'source' ->> 'entity_id';
  v_facts  jsonb;
begin
  if exists (select from public.tickets t where t.id = p_id) then
    return query select * from public.tickets t where t.id = p_id;
    return;
  end if;
  select o.entity_type, o.entity_id into v_type, v_source from public.ticket_source(v_type, v_source) o;
  v_facts := case v_type
    when 'email_thread' then (
      select jsonb_build_object('channel', 'email', 'customer_id', t.customer_id, 'team', t.team, 'priority', t.priority,
        'subject', coalesce(nullif(t.subject, ''), 'E-mail without a subject'))
      from public.email_threads t where t.id = v_source::uuid)
    when 'conversation' then (
      select jsonb_build_object('channel', 'chat', 'customer_id', c.customer_id, 'team', c.team, 'priority', c.priority,
        'subject', 'Chat with ' || coalesce(nullif(c.contact_name, ''), nullif(c.contact_phone, ''), 'an unnamed contact'))
      from public.conversations c where c.id = v_source::uuid)
    when 'call' then (
      select jsonb_build_object('channel', 'call', 'subject', 'Call' || case when k.customer_number <> '' then ' with ' || k.customer_number else '' end,
        'customer_id', (
          select i.customer_id from public.phone_spellings p join public.customer_identities i on i.kind = 'phone' and i.value = p.e164 and i.ended_at is null and not i.is_shared
          where p.written = k.customer_number))
      from public.kaleyra_calls k where k.call_id = v_source)
    when 'ivr_call' then (
      select jsonb_build_object('channel', 'call', 'subject', 'Call' || coalesce(' with ' || nullif(v.customer_number, ''), ''), 'customer_id', v.customer_id,
        'team', (select m.key from public.departments d join public.teams m on m.id = d.team_id where d.key = v.department))
      from public.ivr_calls v where v.id = v_source::uuid)
    when 'refund' then (
      select jsonb_build_object('customer_id', r.customer_id, 'subject', 'Refund ' || r.number) from public.refunds r where r.id = v_source::uuid)
    else '{}' end;
  v_new := jsonb_populate_record(null::public.tickets, jsonb_strip_nulls(coalesce(v_facts, '{}')) || jsonb_strip_nulls(p_ticket));
  perform public.check_assignee(p_ticket);
  insert into public.tickets (id, subject, description, priority, category, channel, team, assignee_id, customer_id, tags, watcher_ids, custom_fields, checklist,
    due_at, created_by, waiting_since)
  values (p_id, v_new.subject, coalesce(v_new.description, ''), coalesce(v_new.priority, 'normal'), v_new.category, coalesce(v_new.channel, 'manual'), v_new.team,
    v_new.assignee_id, public.customer_root(v_new.customer_id), array(select distinct t from unnest(coalesce(v_new.tags, '{}')) t order by t),
    coalesce(v_new.watcher_ids, '{}'), coalesce(v_new.custom_fields, '{}'), coalesce(v_new.checklist, '[]'), v_new.due_at, p_by, null)
  on conflict (id) do nothing;
  if not found then
    return query select * from public.tickets t where t.id = p_id;
    return;
  end if;
  if v_source is not null then
    insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, 'source', v_type, v_source, p_by);
    perform public.gather_ticket_messages(p_id, v_type, v_source);
  end if;
  return query select * from public.tickets t where t.id = p_id;
end $$;
select public.grant_to_service('create_ticket');
