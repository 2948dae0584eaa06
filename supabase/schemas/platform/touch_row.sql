/*
 * Row trigger before an update: counts the version up and notes the time, whoever changes the row, when anything else changed. Generated columns are
 * not known yet in a trigger before; what they follow from is compared instead.
 */
create function public.touch_row() returns trigger
language plpgsql set search_path = '' as $$
declare
  v_generated text[];
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  if new is not distinct from old then
    return new;
  end if;
  v_generated := array(select a.attname::text from pg_catalog.pg_attribute a where a.attrelid = tg_relid and a.attnum > 0 and a.attgenerated <> '');
  if v_generated = '{}' or to_jsonb(new) - v_generated is distinct from to_jsonb(old) - v_generated then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
