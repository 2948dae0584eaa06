create view public.email_mailbox_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.support_email_id,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread,
    coalesce(sum(f.emails) filter (where f.kind = 'message'), 0)::integer as messages,
    coalesce(sum(f.emails) filter (where f.kind = 'auto_reply'), 0)::integer as auto_replies,
    coalesce(sum(f.emails) filter (where f.kind = 'bounce'), 0)::integer as bounces,
    coalesce(sum(f.emails) filter (where f.kind = 'list'), 0)::integer as lists,
    coalesce(sum(f.emails) filter (where f.kind = 'loop'), 0)::integer as loops,
    coalesce(sum(f.emails) filter (where f.status = 'open'), 0)::integer as open,
    coalesce(sum(f.emails) filter (where f.status = 'pending'), 0)::integer as pending,
    coalesce(sum(f.emails) filter (where f.status = 'resolved'), 0)::integer as resolved,
    coalesce(sum(f.emails) filter (where f.status = 'closed'), 0)::integer as closed,
    coalesce(sum(f.emails) filter (where f.status = 'spam'), 0)::integer as spam
from public.email_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
group by 1, 2, 3;
comment on view public.email_mailbox_rollups_from_facts is 'What email_mailbox_rollups must hold. access: service only';

revoke all on public.email_mailbox_rollups_from_facts from public, anon, authenticated, service_role;
