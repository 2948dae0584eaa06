/*
 * What a person writes on a ticket, with its files and a word to whoever it mentions; on a merged one it lands where that leads. p_comment: visibility,
 * body, mentions, email_id or message_id of a public reply, attachments [{"sha256", "filename", "content_type", "size"}], upload_ids. p_id is the
 * comment's: twice is one. "mail" or "message" in p_comment is a public reply, queued here as queue_email or queue_chat_message has it.
 * Raises ticket_not_found, mentioned_user_not_found, and what queueing raises.
 */
create function public.write_ticket_comment(p_ticket_id uuid, p_id uuid, p_comment jsonb, p_by uuid) returns setof public.ticket_comments
language plpgsql security definer set search_path = '' as $$
declare
  v_new     public.ticket_comments := jsonb_populate_record(null::public.ticket_comments, p_comment);
  v_row     public.ticket_comments;
  v_ticket  public.tickets;
  v_missing uuid[];
begin
  perform from public.tickets t where t.id = p_ticket_id for no key update;
  select * into v_ticket from public.tickets t where t.id = coalesce(public.ticket_root(p_ticket_id), p_ticket_id) and t.deleted_at is null for no key update;
  if not found then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_ticket_id);
  end if;
  v_missing := array(select m from unnest(v_new.mentions) m where not exists (select from auth.users u where u.id = m) order by m);
  if v_missing <> '{}' then
    raise exception 'mentioned_user_not_found' using errcode = 'P0422', detail = jsonb_build_object('user_ids', v_missing);
  end if;
  if jsonb_typeof(p_comment -> 'mail') = 'object' then
    select e.id into v_new.email_id from public.queue_email(p_comment -> 'mail') e;
  elsif jsonb_typeof(p_comment -> 'message') = 'object' then
    select m.id into v_new.message_id from public.queue_chat_message(p_comment -> 'message') m;
  end if;
  insert into public.ticket_comments (id, ticket_id, visibility, source, body, mentions, email_id, message_id, sent_to_id, created_by)
  values (p_id, v_ticket.id, v_new.visibility, 'agent', v_new.body, coalesce(v_new.mentions, '{}'), v_new.email_id, v_new.message_id,
    nullif(p_ticket_id, v_ticket.id), p_by)
  on conflict do nothing returning * into v_row;
  if v_row.id is null then
    -- It came before.
    return query select * from public.ticket_comments c where c.id = p_id or c.email_id = v_new.email_id or c.message_id = v_new.message_id;
    return;
  end if;
  insert into public.ticket_attachments (comment_id, position, sha256, filename, content_type, size)
  select v_row.id, a.place, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint
  from jsonb_array_elements(coalesce(p_comment -> 'attachments', '[]')) with ordinality a (value, place);
  update public.email_uploads u set used_at = now() where u.id in (select (jsonb_array_elements_text(coalesce(p_comment -> 'upload_ids', '[]')))::uuid);
  if v_row.mentions <> '{}' then
    update public.tickets t set watcher_ids = array(select distinct w from unnest(t.watcher_ids || v_row.mentions) w) where t.id = v_ticket.id
      and not t.watcher_ids @> v_row.mentions;
    perform public.notify_once(m, 'tickets', 'ticket_mention', 'You were mentioned on ' || v_ticket.number, v_ticket.subject, 'ticket', v_ticket.id::text,
      'ticket_comment:' || v_row.id || ':' || m)
    from unnest(v_row.mentions) m where m <> p_by;
  end if;
  perform public.tell_ticket_watchers(v_ticket.id, v_row.id, case v_row.visibility when 'public' then 'A reply went out' else 'A colleague wrote' end, p_by);
  perform public.refresh_ticket(v_ticket.id);
  return next v_row;
end $$;
select public.grant_to_service('write_ticket_comment');
