/*
 * Makes a ticket of its own out of comments of another: they go there with their files. It has the same customer, team, priority, category, tags and channel.
 * p_id twice is one. Raises ticket_not_found, ticket_merged, ticket_comment_not_found.
 */
create function public.split_ticket(p_from uuid, p_id uuid, p_comment_ids uuid[], p_subject text, p_note text, p_by uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_from    public.tickets;
  v_members uuid[];
  v_missing uuid[];
  v_number  text;
begin
  if exists (select from public.tickets t where t.id = p_id) then
    return p_id;
  end if;
  select * into v_from from public.tickets t where t.id = p_from and t.deleted_at is null for update;
  if v_from.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_from);
  elsif v_from.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_from.merged_into);
  end if;
  v_members := public.ticket_members(p_from);
  v_missing := array(
    select i from unnest(p_comment_ids) i
    where not exists (select from public.ticket_comments c where c.id = i and c.ticket_id = any (v_members) and c.deleted_at is null) order by i);
  if v_missing <> '{}' then
    raise exception 'ticket_comment_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', v_missing);
  end if;
  insert into public.tickets (id, subject, priority, category, channel, team, customer_id, tags, created_by)
  values (p_id, p_subject, v_from.priority, v_from.category, v_from.channel, v_from.team, v_from.customer_id, v_from.tags, p_by) returning number into v_number;
  insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, 'split_from', 'ticket', p_from::text, p_by);
  update public.ticket_comments c set ticket_id = p_id, sent_to_id = null where c.id = any (p_comment_ids);
  perform public.log_activity('split', 'tickets', p_from::text, null,
    jsonb_build_object('split_id', p_id, 'split_number', v_number, 'comment_ids', to_jsonb(p_comment_ids)), p_note => p_note);
  perform public.refresh_ticket(t) from unnest(v_members || p_id) t;
  return p_id;
end $$;
select public.grant_to_service('split_ticket');
