set check_function_bodies = off;

CREATE TABLE "public"."health_outages" (
  "part"        text                     NOT NULL,
  "affected"    text                     NOT NULL DEFAULT ''::text,
  "since"       timestamp with time zone NOT NULL DEFAULT now(),
  "looks"       integer                  NOT NULL DEFAULT 1,
  "notified_at" timestamp with time zone,
  CONSTRAINT "health_outages_pkey" PRIMARY KEY (part, affected)
);

ALTER TABLE "public"."health_outages"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."health_outages" FROM "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.join_realtime (
  p_table regclass
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  if exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime' and not puballtables)
    and not exists (
      select from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication p on p.oid = r.prpubid
      where p.pubname = 'supabase_realtime' and r.prrelid = p_table)
  then
    execute format('alter publication supabase_realtime add table %s', p_table);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."join_realtime"(regclass) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261129000000' $function$;

REVOKE ALL ON FUNCTION "public"."minimum_migration"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_outages (
  p_part     text,
  p_module   text,
  p_title    text,
  p_body     text,
  p_affected text[],
  p_patience integer
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_outage public.health_outages;
begin
  delete from public.health_outages o where o.part = p_part and o.affected <> all (p_affected);
  insert into public.health_outages as o (part, affected) select p_part, a from unnest(p_affected) a
  on conflict (part, affected) do update set looks = o.looks + 1;
  for v_outage in
    update public.health_outages o set notified_at = now()
    where o.part = p_part and o.notified_at is null and o.looks >= p_patience
    returning *
  loop
    perform public.notify_once(
      null, p_module, 'part_degraded', p_title || case when v_outage.affected = '' then '' else ': ' || v_outage.affected end, p_body,
      'health', p_part, format('part_degraded:%s:%s:%s', p_part, v_outage.affected, v_outage.since));
  end loop;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_outages"(text, text, text, text, text[], integer) FROM PUBLIC, "anon", "authenticated";

select public.join_realtime('public.emails');

select public.join_realtime('public.kaleyra_call_logs');

select public.join_realtime('public.notifications');

COMMENT ON COLUMN "public"."health_outages"."affected" IS 'Which of several, such as the address of a mailbox; empty when the part is one. class: personal';

COMMENT ON COLUMN "public"."health_outages"."looks" IS 'How often in a row it was found out. class: none';

COMMENT ON COLUMN "public"."health_outages"."notified_at" IS 'class: none';

COMMENT ON COLUMN "public"."health_outages"."part" IS 'class: none';

COMMENT ON COLUMN "public"."health_outages"."since" IS 'class: none';

COMMENT ON TABLE "public"."health_outages" IS 'Parts of the product that are out now, so that people are told once of each outage. access: service only';

REVOKE ALL ON FUNCTION "public"."join_realtime"(regclass) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."join_realtime"(regclass) TO "postgres";

REVOKE ALL ON FUNCTION "public"."minimum_migration"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."minimum_migration"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."minimum_migration"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_outages"(text, text, text, text, text[], integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_outages"(text, text, text, text, text[], integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_outages"(text, text, text, text, text[], integer) TO "service_role";

REVOKE ALL ON TABLE "public"."health_outages" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."health_outages" TO "postgres";

REVOKE ALL ON TABLE "public"."health_outages" FROM "service_role";

GRANT SELECT ON TABLE "public"."health_outages" TO "service_role";
