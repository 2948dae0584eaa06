/* Whoever asks for the approval of a refund, a limit, a rule or a person: the refund says which one it waits for. */
create function public.note_refund_approval() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_when = 'BEFORE' then
    -- Locked first, as by whoever changes it and asks for an approval then: neither waits for the other.
    perform from public.refunds r where r.id = new.entity_id::uuid for update;
    return new;
  end if;
  update public.refunds r set approval_request_id = new.id where r.id = new.entity_id::uuid;
  return null;
end $$;
revoke execute on function public.note_refund_approval() from public, anon, authenticated;

create trigger lock_refund_of_approval before insert on public.approval_requests for each row when (new.kind = 'refund')
  execute function public.note_refund_approval();
create trigger note_refund_approval after insert on public.approval_requests for each row when (new.kind = 'refund')
  execute function public.note_refund_approval();
