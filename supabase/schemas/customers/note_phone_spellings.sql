/*
 * Statement trigger after an insert or update, new rows as `changed`: collects spellings of numbers that nobody has read yet, and orders their
 * reading. Arguments: the column with the number; customer or own.
 */
create function public.note_phone_spellings() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_spellings integer;
begin
  execute format($sql$
    insert into public.phone_spellings (written, role)
    select distinct c.%1$I, %2$L from changed c
    where c.%1$I <> '' and not exists (select from public.phone_spellings s where s.written = c.%1$I)
    order by 1 on conflict do nothing
  $sql$, tg_argv[0], tg_argv[1]);
  -- A dynamic statement sets no FOUND.
  get diagnostics v_spellings = row_count;
  -- Before the first start there is no queue; the schedule finds what waits.
  if v_spellings > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('customers.read_numbers', '{}', job_key => 'customers.read_numbers');
  end if;
  -- A number that turns out to be an agent's is one of ours from now on.
  if tg_argv[1] = 'own' then
    execute format('update public.phone_spellings s set role = ''own'' from changed c where s.written = c.%I and s.role <> ''own''', tg_argv[0]);
  end if;
  return null;
end $$;
revoke execute on function public.note_phone_spellings() from public, anon, authenticated;
