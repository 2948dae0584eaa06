/*
 * What a macro does to a ticket, in one act: the change and then the comment, or neither. p_comment and p_comment_id are as write_ticket_comment has them; null:
 * it says nothing. A comment that is there already was written with its change, so nothing is done again. Raises what update_ticket and write_ticket_comment raise.
 */
create function public.use_ticket_macro(
  p_id uuid, p_change jsonb, p_steps jsonb, p_to text, p_note text, p_version integer, p_comment_id uuid, p_comment jsonb, p_by uuid
) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_comment is null then
    perform public.update_ticket(p_id, p_change, p_steps, p_to => p_to, p_note => p_note, p_version => p_version);
    return;
  end if;
  -- A second request waits here for the first.
  perform from public.tickets t where t.id = p_id for update;
  if not exists (select from public.ticket_comments c where c.id = p_comment_id) then
    perform public.update_ticket(p_id, p_change, p_steps, p_to => p_to, p_note => p_note, p_version => p_version);
    perform public.write_ticket_comment(p_id, p_comment_id, p_comment, p_by);
  end if;
end $$;
select public.grant_to_service('use_ticket_macro');
