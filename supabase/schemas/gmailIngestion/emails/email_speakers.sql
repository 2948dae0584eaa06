/* Those whose word decides whether an e-mail belongs to a thread: who wrote it, or to whom we wrote. */
create function public.email_speakers(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return case
    when p_direction = 'outbound' then public.email_people(p_direction, p_kind, p_from, p_recipients)
    when p_from = '' then '{}'
    else array[p_from]
  end;
end $$;
select public.grant_to_service('email_speakers');
