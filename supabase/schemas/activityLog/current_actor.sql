/*
 * Who is writing, as far as the database can know: the API names its user in a header, which only the service role is
 * believed; anyone else is the subject of his own token; no token at all is the system.
 */
create function public.current_actor() returns uuid
language plpgsql stable set search_path = '' as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
begin
  if v_claims ->> 'role' = 'service_role' then
    return nullif(v_headers ->> 'x-actor-id', '')::uuid;
  end if;
  return nullif(v_claims ->> 'sub', '')::uuid;
end $$;
