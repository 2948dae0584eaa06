/*
 * Lets clients of Supabase Realtime follow the rows of a table (`postgres_changes`), each as far as its row policy lets the client read. Hosted
 * projects have the publication; where there is none, as in the embedded mode, nothing happens.
 */
create function public.join_realtime(p_table regclass) returns void
language plpgsql set search_path = '' as $$
begin
  if exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime' and not puballtables)
    and not exists (
      select from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication p on p.oid = r.prpubid
      where p.pubname = 'supabase_realtime' and r.prrelid = p_table)
  then
    execute format('alter publication supabase_realtime add table %s', p_table);
  end if;
end $$;
revoke execute on function public.join_realtime(regclass) from public, anon, authenticated, service_role;
