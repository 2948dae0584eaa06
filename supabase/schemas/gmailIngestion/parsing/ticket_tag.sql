/* A number of a matter in the subject, such as [#4711] or TKT-0042; null without one. It is believed only where the people agree. */
create function public.ticket_tag(p_subject text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return lower(coalesce(
    substring(p_subject from '\[#([[:alnum:]][[:alnum:]_-]{0,40})\]'),
    substring(p_subject from '\m([A-Za-z]{2,6}-[0-9]{1,12})\M'),
    substring(p_subject from '(?:^|[^[:alnum:]&])#([0-9]{2,12})\M')));
end $$;
select public.grant_to_service('ticket_tag');
