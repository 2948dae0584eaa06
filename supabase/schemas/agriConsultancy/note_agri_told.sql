/* After advice was written, or reached the farmer, or turned out not to have: when a farmer was last told. */
create function public.note_agri_told() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.agri_consultations c set last_told_at = t.at
  from (select max(a.told_at) as at from public.agri_advice a where a.consultation_id = new.consultation_id) t
  where c.id = new.consultation_id and c.last_told_at is distinct from t.at;
  return null;
end $$;
revoke execute on function public.note_agri_told() from public, anon, authenticated;
