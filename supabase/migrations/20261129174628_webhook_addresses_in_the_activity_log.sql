set check_function_bodies = off;

DROP FUNCTION "public"."url_without_query"(jsonb);

CREATE OR REPLACE FUNCTION public.record_activity()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_id text;
  v_step jsonb := case when tg_op = 'UPDATE' then nullif(current_setting('activity.step', true), '')::jsonb end;
begin
  if tg_op = 'UPDATE' and v_before = v_after then
    return null;
  end if;
  v_before := v_before || public.url_without_path(v_before -> 'url');
  v_after := v_after || public.url_without_path(v_after -> 'url');
  select string_agg(v_row ->> key, ':' order by n) into v_id from unnest(tg_argv) with ordinality as k (key, n);
  perform public.log_activity(
    coalesce(v_step ->> 'action', lower(tg_op)), tg_table_name, v_id, v_before, v_after, p_note => v_step ->> 'note');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.url_without_path (
  p_url jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when jsonb_typeof(p_url) = 'string'
    then jsonb_build_object('url', regexp_replace(p_url #>> '{}', '^([a-z]+://)(?:[^/?#]*@)?([^/?#]*)[/?#].+$', '\1\2/…', 'i')) else '{}' end
$function$;

REVOKE ALL ON FUNCTION "public"."url_without_path"(jsonb) FROM PUBLIC, "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."url_without_path"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."url_without_path"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."url_without_path"(jsonb) TO "service_role";
