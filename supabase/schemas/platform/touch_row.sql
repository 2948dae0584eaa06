/* Row trigger before an update: counts the version up and notes the time, whoever changes the row, when anything else changed. */
create function public.touch_row() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  if new is distinct from old then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
