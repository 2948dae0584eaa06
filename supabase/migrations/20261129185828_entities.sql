set check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.get_number_backlog()
  RETURNS TABLE (
    waiting        bigint,
    oldest_seconds double precision
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select count(*), greatest(coalesce(extract(epoch from now() - min(s.created_at)), 0), 0)::double precision
  from public.phone_spellings s where s.state = 'pending'
$function$;

REVOKE ALL ON FUNCTION "public"."get_number_backlog"() FROM PUBLIC, "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."get_number_backlog"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_number_backlog"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_number_backlog"() TO "service_role";
