/* The signed link to the recording of a leg: <p_base><id>?user=…&expires=…&signature=<hex hmac-sha256 of the id>. No "set": it is to be inlined. */
create function public.recording_link(p_id text, p_base text, p_user text, p_key text, p_expires bigint) returns text
language sql immutable as $$
  select p_base || p_id || '?user=' || p_user || '&expires=' || p_expires || '&signature=' || encode(extensions.hmac(p_id, p_key, 'sha256'), 'hex')
$$;
select public.grant_to_service('recording_link');
