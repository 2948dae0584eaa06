/*
 * A text cell for a spreadsheet: what would be read as a formula is kept from it by an apostrophe; a plain number is not. A text that begins with
 * an apostrophe gets another one, so that whoever takes one away has the text as it was. The same as csv.ts.
 */
create function public.csv_cell(p_text text) returns text
language sql immutable as $$
  select case
    when p_text <> '' and strpos(E'=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFEFF\t\r\n''', left(p_text, 1)) > 0 and p_text !~ '^[+-]?[0-9]+([.][0-9]+)?$' then '''' || p_text
    else p_text
  end
$$;
select public.grant_to_service('csv_cell');
