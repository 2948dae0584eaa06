create table public.import_errors (
  id        bigint generated always as identity primary key,
  import_id uuid not null references public.imports (id) on delete cascade,
  line      integer not null,
  field     text collate "C",
  code      text collate "C" not null,
  message   text not null,
  details   jsonb
);
comment on table public.import_errors is 'What keeps rows of a file from being imported: found by the preview, and found again by the run.';
comment on column public.import_errors.line is 'The line of the file on which the row begins; the header is line 1.';

create index import_errors_line_idx on public.import_errors (import_id, line, id);
create index import_errors_code_idx on public.import_errors (import_id, code, line, id);

-- Who may see the import, by its own policy.
select public.publish_table('public.import_errors', policy => 'exists (select from public.imports i where i.id = import_id)', classes => '
  none: id, import_id, line, field, code
  personal: message, details');
