create view public.column_classes with (security_invoker = true) as
select c.relname::text as table_name, a.attname::text as column_name, substring(col_description(c.oid, a.attnum) from 'class: (\w+)$') as class
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
comment on view public.column_classes is 'What each column holds: none, personal, secret; null when nobody has said it, which a test refuses. access: service only';

revoke all on public.column_classes from public, anon, authenticated, service_role;
grant select on public.column_classes to service_role;
