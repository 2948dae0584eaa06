/* A conversation changed hands: note for whom its facts counted until now. */
create function public.note_conversation_move() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.chat_rollup_changes (conversation_id, provider_id, team) values (old.id, old.provider_id, old.team);
  return null;
end $$;
select public.grant_to_service('note_conversation_move');
