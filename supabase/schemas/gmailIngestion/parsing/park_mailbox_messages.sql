/*
 * Parks messages that could not be read: [{"id", "code", "message", "may_heal"}]. What may heal is tried again, after 1, 4, 16 minutes
 * and so on, six times in all. One that is an e-mail already stays as it is.
 */
create function public.park_mailbox_messages(p_failures jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_failure jsonb;
  v_tries   integer;
begin
  for v_failure in select f from jsonb_array_elements(p_failures) f order by f ->> 'id' loop
    update public.mailbox_messages b set state = 'parked', attempts = b.attempts + 1, error_code = left(v_failure ->> 'code', 100), error_message = left(v_failure ->> 'message', 2000)
    where b.id = (v_failure ->> 'id')::uuid and b.state <> 'parsed' returning b.attempts into v_tries;
    if found and (v_failure ->> 'may_heal')::boolean and v_tries < 6 then
      perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', json_build_array(v_failure ->> 'id')),
        run_at => now() + interval '1 minute' * 4 ^ (v_tries - 1), job_key => 'emails.parse:' || (v_failure ->> 'id'));
    end if;
  end loop;
end $$;
select public.grant_to_service('park_mailbox_messages');
