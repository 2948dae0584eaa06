/*
 * Keeps, per combination of some columns of a table, how many rows there are and what some columns add up to; one call in the table's file:
 *
 *   select public.keep_counts('public.refunds', columns => 'status,reason_code,currency', sums => 'amount_minor');
 *
 *   columns  columns with few values each: a total whose filters are all on these is read, not counted
 *   sums     whole numbers to add up
 *   hidden   a row whose column here is set does not count
 *
 * Each statement adds lines to <table>_counts ("two fewer of these, two more of those") and changes none, so nobody waits for anybody; a count
 * is a sum of lines. Why: docs/decisions/kept_counts.md. It makes functions of the table's own, because one for any table goes through JSON.
 */
create function public.keep_counts(p_table regclass, columns text, sums text default '', hidden text default null) returns void
language plpgsql set search_path = '' as $$
begin
  perform public.keep_counts_as((select relname::text from pg_catalog.pg_class where oid = p_table), p_table, columns, sums, hidden);
end $$;
revoke execute on function public.keep_counts(regclass, text, text, text) from public, anon, authenticated, service_role;
