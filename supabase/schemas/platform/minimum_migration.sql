/*
 * The migration that code must know at least to work with this database. Older code refuses to start; code that knows it starts, also when the
 * database has later migrations. `npm run db:migration` raises it when a migration takes something away that older code uses.
 */
create function public.minimum_migration() returns text language sql immutable set search_path = '' as $$ select '20261130170046' $$;
select public.grant_to_service('minimum_migration');
