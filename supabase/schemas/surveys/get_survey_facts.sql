/*
 * What decides whether an invitation that waits is sent, and how: {"invitation", "subject", "is_active", "questions" and "default_language" of its
 * revision, "intro", "name", "language" of the customer, "asked_at" (when he was asked last, since p_since)}. Null: it does not wait any more.
 */
create function public.get_survey_facts(p_id uuid, p_since timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('invitation', to_jsonb(i), 'subject', public.get_survey_subject(i.entity_type, i.entity_id),
    'is_active', s.is_active and s.deleted_at is null, 'questions', r.questions, 'default_language', r.default_language, 'intro', s.intro, 'name', s.name,
    'language', (select c.language from public.customers c where c.id = public.customer_root(i.customer_id)),
    'asked_at', (
      select max(o.sent_at) from public.survey_invitations o
      where o.customer_id = any (public.customer_members(i.customer_id)) and o.sent_at > p_since and o.id <> i.id and o.state <> 'failed'))
  from public.survey_invitations i
  join public.surveys s on s.id = i.survey_id
  join public.survey_revisions r on r.survey_id = i.survey_id and r.revision = i.revision
  where i.id = p_id and i.state = 'waiting'
$$;
select public.grant_to_service('get_survey_facts');
