/*
 * The message of a contact that these names quote; by the part of a WhatsApp id that stays the same when the rest is written by a user id instead of a
 * number, if only one has it. Null when there is none, or several could be meant.
 */
create function public.find_quoted_message(p_contact_id uuid, p_keys text[], p_tokens text[]) returns uuid
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  select coalesce(
    public.find_message(p_keys),
    (select case when count(*) = 1 then (array_agg(m.id))[1] end
      from public.messages m where m.contact_id = p_contact_id and m.token = any (p_tokens) and m.token is not null))
$$;
select public.grant_to_service('find_quoted_message');
