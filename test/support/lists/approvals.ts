import { activityOf, type ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/notifications/approval-requests',
  sort: ['created_at', 'expires_at'],
  filters: {
    'kind=export': ({ kind }) => kind === 'export',
    'status=pending&kind=deletion': ({ kind }) => kind === 'deletion',
    'entity_id=/agents': ({ entity_id }) => entity_id === '/agents',
  },
  search: { 'asha 2': ({ title }) => String(title).includes('Asha 2') },
  scale: {
    table: 'approval_requests',
    size: 200_000,
    kept: ['status', 'kind'],
    detail: true,
    rows: [
      `insert into auth.users (id, email)
       select scale.id('users', 1), 'scale-user@example.com' where $1::int = 1 and $2::int > 0 on conflict do nothing`,
      `insert into public.approval_requests (id, kind, module, entity_type, entity_id, title, reason, content, content_hash,
         amount_minor, currency, status, requested_by, approver_user_id, expires_at, created_at)
       select scale.id('approval_requests', n),
         case when n <= 30 then 'export' when scale.dice('kind', n) < 0.8 then 'refund' else 'deletion' end,
         'refunds', 'refund', 'entity-' || n, 'Refund RFD-' || 20000000 + n,
         scale.one('reason', n, array['above the limit', 'asked to be forgotten']) || case when n <= 30 then ' quicksilver' else '' end,
         '{}', 'hash', 100 + n, 'INR',
         case when n <= 30 then 'void' else scale.one('status', n, array['pending', 'approved', 'approved', 'rejected', 'expired']) end,
         scale.id('users', case when n <= 30 then 1 else 2 + n % 9 end),
         case when n <= 30 then scale.id('users', 1) end,
         at + interval '90 years', at
       from generate_series($1::int, $2::int) n
       cross join lateral (select timestamptz '2026-07-01' - n * interval '30 seconds') t (at)`,
      activityOf('approval_requests'),
    ],
    few: [
      'status=void',
      'kind=export',
      'entity_id=entity-77',
      'requested_by={users 1}',
      'approver_user_id={users 1}',
      'from=2026-06-30T23:50:00Z',
      'search=quicksilver',
    ],
    many: [
      'status=approved',
      'status=pending,rejected',
      'kind=refund',
      'requested_by={users 2}',
      'to=2026-06-30T00:00:00Z',
      'search=forgotten',
    ],
    digits: ['search=20000077'],
  },
};
