import type { ApprovalPageDto } from '../../../src/notifications/approvals/dto/approval.dto.js';
import type { NotificationPageDto, UnreadNoticesDto } from '../../../src/notifications/dto/notification.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import type { RefundBreakdownDto, RefundStatsDto } from '../../../src/refunds/dto/refundStats.dto.js';
import type { RefundDto, RefundPageDto } from '../../../src/refunds/dto/refund.dto.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { ModuleProofOptions, ModuleProofReport } from './moduleProofs.js';

/** Refunds, their approvals and their notices take random steps; now and then every figure is compared with the rows, list and CSV. */
export async function proveRefunds({ seed, steps, sabotage = false }: ModuleProofOptions): Promise<ModuleProofReport> {
  const product = await startTestApp();
  const report: ModuleProofReport = { questions: 0, differences: [] };
  try {
    await Promise.all([product.token('admin'), product.token('supervisor')]);
    if (sabotage) await product.database.pool.query('alter table refunds disable trigger keep_refunds_by_day_insert');
    const random = new Random(`refunds/${seed}`);
    const ids: string[] = [];
    for (let step = 1; step <= steps; step++) {
      await takeStep(product, random, ids);
      if (step % 20 === 0 || step === steps) await compare(product, report);
    }
  } finally {
    await product.close();
  }
  return report;
}

async function takeStep(product: TestApp, random: Random, ids: string[]): Promise<void> {
  const kind = random.weighted([
    ['create', 5],
    ['act', 6],
    ['decide', 3],
    ['read', 2],
  ] as const);
  if (kind === 'create' || ids.length === 0) {
    const body = {
      reason_code: random.weighted([
        ['late', 2],
        ['damaged', 1],
      ]),
      currency: random.weighted([
        ['INR', 4],
        ['USD', 1],
      ]),
      products: [{ name: `Product ${random.int(1, 4)}`, quantity: random.int(1, 3), amount_minor: random.int(1, 9_000_000) }],
    };
    ids.push((await product.call<RefundDto>('POST', '/refunds', { body })).body.id);
    return;
  }
  const id = ids[random.int(0, ids.length - 1)]!;
  const action = random.weighted(
    (['review', 'approve', 'reject', 'process', 'pay', 'fail', 'reverse', 'reopen', 'cancel'] as const).map((name) => [name, 1] as const),
  );
  // Many are refused: what is refused changes no figure either.
  if (kind === 'act') await product.call('POST', `/refunds/${id}/actions`, { body: { action, note: 'because' } });
  if (kind === 'decide') {
    const { body } = await product.call<ApprovalPageDto>('GET', '/notifications/approval-requests?status=pending&limit=1');
    const how = random.weighted([
      ['approve', 2],
      ['reject', 1],
    ]);
    const reason = how === 'reject' ? { reason: 'No.' } : {};
    if (body.data[0])
      await product.call('POST', `/notifications/approval-requests/${body.data[0].id}/${how}`, { as: 'supervisor', body: reason });
  }
  if (kind === 'read') {
    const { body } = await product.call<NotificationPageDto>('GET', '/notifications?status=unread&limit=1', { as: 'supervisor' });
    if (body.data[0]) await product.call('PATCH', `/notifications/${body.data[0].id}`, { as: 'supervisor', body: { read: true } });
  }
}

async function compare(product: TestApp, report: ModuleProofReport): Promise<void> {
  const same = (about: string, told: unknown, counted: unknown) => {
    report.questions++;
    if (JSON.stringify(told) !== JSON.stringify(counted))
      report.differences.push(`${about}: ${JSON.stringify(told)} is told, ${JSON.stringify(counted)} is so`);
  };
  const get = async <T>(path: string, as: 'admin' | 'supervisor' = 'admin') => (await product.call<T>('GET', path, { as })).body;
  const rows = async <T extends object>(sql: string) => (await product.database.pool.query<T>(sql)).rows;
  const lines = async (path: string) =>
    (await product.call('GET', path, { headers: { accept: 'text/csv' } })).text.trim().split('\r\n').length - 1;

  const [stats, breakdown] = [
    await get<RefundStatsDto>('/refunds/stats'),
    await get<RefundBreakdownDto>('/refunds/stats/breakdown?range=7d'),
  ];
  const listed = await get<RefundPageDto>('/refunds?limit=1');
  const [whole] = await rows<{ total: number }>('select count(*)::int as total from refunds');
  same('refunds: list total', listed.total, whole!.total);
  same('refunds: stats total', stats.total, whole!.total);
  same('refunds: CSV lines', await lines('/refunds'), whole!.total);
  for (const [group, told] of [
    ['status', stats.by_status],
    ['reason_code', stats.by_reason_code],
  ] as const)
    same(
      `refunds: by ${group}`,
      told.flatMap(({ value, amounts }) => amounts.map(({ currency, amount_minor }) => [value, currency, amount_minor].join())).sort(),
      (
        await rows<{ line: string }>(
          `select concat_ws(',', ${group}, currency, sum(amount_minor)) as line from refunds group by ${group}, currency`,
        )
      )
        .map(({ line }) => line)
        .sort(),
    );
  for (const { value, count } of [...stats.by_status, ...stats.by_reason_code])
    same(
      `refunds: ${value}`,
      count,
      (await rows<{ n: number }>(`select count(*)::int as n from refunds where '${value}' in (status, reason_code)`))[0]!.n,
    );
  same(
    'refunds: time to pay',
    breakdown.time_to_pay.map(({ currency, count }) => [currency, count]),
    (
      await rows<{ currency: string; n: number }>(
        `select currency, count(*)::int as n from refunds where status in ('paid', 'reversed') group by 1 order by 1`,
      )
    ).map(({ currency, n }) => [currency, n]),
  );
  const money = `sum(amount_minor)::float8 as amount_minor, sum(paid_minor)::float8 as paid_minor`;
  same(
    'refunds: by day',
    breakdown.by_day.map(({ currency, count, amount_minor, paid_minor }) => ({ currency, count, amount_minor, paid_minor })),
    await rows(`select currency, count(*)::int as count, ${money} from refunds group by created_on, 1 order by created_on, 1`),
  );
  same(
    'refunds: by agent',
    [...breakdown.by_agent]
      .sort((a, b) => (a.currency < b.currency ? -1 : 1))
      .map(({ currency, count, paid }) => ({ currency, count, paid })),
    await rows(
      `select currency, count(*)::int as count, count(*) filter (where status = 'paid')::int as paid from refunds group by 1 order by 1`,
    ),
  );
  same(
    'refunds: by product',
    breakdown.by_product.map(({ product: name, currency, count, quantity }) => [name, currency, count, quantity].join()).sort(),
    (
      await rows<{ line: string }>(
        `select concat_ws(',', product_key, currency, count(*), sum(quantity)) as line from refund_products group by product_key, currency`,
      )
    )
      .map(({ line }) => line)
      .sort(),
  );
  for (const status of ['pending', 'approved', 'rejected', 'void'])
    same(
      `approvals: ${status}`,
      (await get<ApprovalPageDto>(`/notifications/approval-requests?status=${status}`)).total,
      (await rows<{ n: number }>(`select count(*)::int as n from approval_requests where status = '${status}'`))[0]!.n,
    );
  const { id } = await get<{ id: string }>('/auth/me', 'supervisor');
  const unread = (await get<UnreadNoticesDto>(`/notifications/unread-count/${id}`, 'supervisor')).unread;
  const counted = await rows<{ n: number }>(
    `select count(*)::int as n from notification_receipts where user_id = '${id}' and status = 'unread' and recalled_at is null`,
  );
  same('notices: unread', unread, counted[0]!.n);
  same('notices: unread listed', unread, (await get<NotificationPageDto>('/notifications?status=unread', 'supervisor')).total);
}
