/* Whoever asks for the approval of a refund, a limit, a rule or a person: the refund says which one it waits for. */
create function public.note_refund_approval() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.refunds r set approval_request_id = new.id where r.id = new.entity_id::uuid;
  return null;
end $$;
revoke execute on function public.note_refund_approval() from public, anon, authenticated;

create trigger note_refund_approval after insert on public.approval_requests for each row when (new.kind = 'refund')
  execute function public.note_refund_approval();
