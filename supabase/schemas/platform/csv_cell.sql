/* A text cell for a spreadsheet: what would be read as a formula is kept from it by an apostrophe; a plain number is not. */
create function public.csv_cell(p_text text) returns text
language sql immutable as $$
  select case
    when p_text <> '' and strpos(E'=+-@\t\r', left(p_text, 1)) > 0 and p_text !~ '^[+-]?[0-9]+([.][0-9]+)?$' then '''' || p_text
    else p_text
  end
$$;
select public.grant_to_service('csv_cell');
