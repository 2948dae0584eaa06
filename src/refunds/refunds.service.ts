import { Injectable } from '@nestjs/common';
import { noteRequired } from '../common/errors/commonErrors.js';
import { given } from '../common/validation/given.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { SendsRepository } from '../common/sends/sends.repository.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { CustomersService } from '../customers/customers.service.js';
import { ApprovalsService } from '../notifications/approvals/approvals.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateRefundDto,
  ListRefundsDto,
  OtherRefundDto,
  RefundActionDto,
  RefundDetailDto,
  RefundDto,
  RefundPageDto,
  SettlePayoutDto,
  UpdateRefundDto,
} from './dto/refund.dto.js';
import type { RefundBreakdownDto, RefundBreakdownQueryDto, RefundStatsDto } from './dto/refundStats.dto.js';
import type { RefundLimitDto, SetRefundLimitDto } from './dto/refundLimit.dto.js';
import type { RefundProductDto } from './dto/refundProduct.dto.js';
import { refundMoney } from './refundMoney.js';
import { RefundOrders } from './refundOrders.js';
import { payoutNotMade, refundNotFound } from './refunds.errors.js';
import { REFUND, REFUND_REASONS } from './refunds.states.js';

/** Actions that somebody will ask about later. */
const EXPLAINED: string[] = ['reject', 'reverse', 'comment'];
const PRODUCT_COLUMNS = [
  'id',
  'product_id',
  'name',
  'quantity',
  'amount_minor',
  'unit_price_minor',
  'tax_minor',
  'reason_code',
  'order_line_id',
] as const;

/** Money that customers get back: asked for, looked at, decided, paid. */
@Injectable()
export class RefundsService {
  private readonly refunds: Table<'refunds', RefundDto>;
  private readonly products: Table<'refund_products', RefundProductDto>;
  private readonly others: Table<'refunds', OtherRefundDto>;
  private readonly lifecycle: LifecycleOf<typeof REFUND>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly approvals: ApprovalsService,
    private readonly orders: RefundOrders,
    private readonly sends: SendsRepository,
    private readonly clock: BusinessClock,
  ) {
    this.refunds = tables.of('refunds', {
      notFound: refundNotFound,
      filters: ['status', 'reason_code', 'assignee_id', 'customer_id', 'currency', 'order_number'],
      ranges: { ...CREATED_BETWEEN, min_amount: ['amount_minor', 'gte'], max_amount: ['amount_minor', 'lte'] },
      search: ['number', 'order_number', 'reason'],
      sort: ['created_at', 'updated_at', 'amount_minor'],
      kept: ['status', 'reason_code', 'currency'],
      stats: { status: REFUND.states, reason_code: REFUND_REASONS },
      amounts: { sums: ['amount_minor'], per: 'currency' },
    });
    this.products = tables.of('refund_products', { columns: PRODUCT_COLUMNS, sort: ['position'] });
    this.others = tables.of('refunds', { columns: ['id', 'number', 'status', 'amount_minor', 'currency'] });
    this.lifecycle = lifecycles.of(REFUND, 'refunds', refundNotFound);
  }

  async list(query: ListRefundsDto): Promise<RefundPageDto> {
    return this.refunds.page(await this.customers.withMembers(query));
  }

  async stats(query: ListRefundsDto): Promise<RefundStatsDto> {
    return this.refunds.stats(await this.customers.withMembers(query));
  }

  /** Raises refund_not_found. */
  async get(id: string): Promise<RefundDetailDto> {
    const reading = this.refunds.get(id);
    const [refund, products, history] = await Promise.all([
      reading,
      this.products.all({ refund_id: id }),
      this.lifecycle.history(id, reading),
    ]);
    const others = refund.order_number === '' ? [] : await this.others.all({ order_number: refund.order_number });
    const other_refunds = others.filter((other) => other.id !== id);
    return { ...refund, products, history, allowed_actions: REFUND.allowed(refund.status), other_refunds };
  }

  /**
   * The refund and its products, together, and the approval that it needs. Raises refund_amounts_disagree, refund_amount_missing,
   * order_not_found, shop_unavailable, refund_exceeds_paid, refund_currency_differs.
   */
  async create({ products = [], ...refund }: CreateRefundDto, by: string, now: Date): Promise<RefundDto> {
    const money = refundMoney(products, refund.amount_minor, refund.shipping_minor ?? 0);
    const [facts, expires_at] = await Promise.all([this.orders.facts(refund.order_number), this.approvals.expiry(now)]);
    return this.functions.one('create_refund', {
      p_refund: { ...refund, ...facts, amount_minor: money.amount_minor, expires_at },
      p_products: money.products,
      p_created_by: by,
    });
  }

  /**
   * A change of what it is about voids an approval that waits. Raises refund_not_found, stale_version, step_not_allowed, refund_is_decided,
   * and what `create` and `act` raise.
   */
  async update(id: string, { version, status, products, ...said }: UpdateRefundDto, by: string, now: Date): Promise<RefundDto> {
    const expires_at = await this.approvals.expiry(now);
    const { customer_id, order_number, amount_minor, shipping_minor, ...plain } = said;
    const about = given({ customer_id, order_number, amount_minor, shipping_minor });
    const changed =
      status === undefined || products || Object.keys(about).length > 0
        ? await this.change(id, { ...about, ...(status === undefined && plain), products, version }, by, expires_at)
        : undefined;
    if (status === undefined) return changed!;
    return this.step<RefundDto>(id, { p_to: status }, { version: changed?.version ?? version, by, expires_at, set: given(plain) });
  }

  /**
   * Raises refund_not_found, stale_version, step_not_allowed, note_required; approval_needed when it is above a limit; payout_under_way
   * while the payout says what becomes of it.
   */
  async act(id: string, { action, note, version }: RefundActionDto, by: string, now: Date): Promise<RefundDetailDto> {
    if (EXPLAINED.includes(action) && !note?.trim()) throw noteRequired({ action });
    if (action === 'comment') await this.lifecycle.comment((await this.refunds.get(id)).id, note!);
    else await this.step(id, { p_action: action }, { note, version, by, expires_at: await this.approvals.expiry(now) });
    return this.get(id);
  }

  /** A person says what became of a payout that nobody knows of. Raises refund_not_found, payout_not_made, send_not_uncertain. */
  async settle(id: string, { state, reason }: SettlePayoutDto): Promise<RefundDetailDto> {
    const { send_id } = await this.refunds.get(id);
    if (!send_id) throw payoutNotMade({ id });
    await this.sends.settle(send_id, state, reason);
    return this.get(id);
  }

  limits(): Promise<RefundLimitDto[]> {
    return this.functions.call<'get_refund_limits', RefundLimitDto[]>('get_refund_limits', {});
  }

  /** Raises stale_version. */
  setLimit({ currency, per_order_minor, per_customer_minor, window_days = 30, version }: SetRefundLimitDto): Promise<RefundLimitDto> {
    return this.functions.call<'set_refund_limit', RefundLimitDto>('set_refund_limit', {
      p_currency: currency,
      p_order: per_order_minor,
      p_customer: per_customer_minor,
      p_days: window_days,
      p_version: version ?? null,
    });
  }

  breakdown({ currency, ...range }: RefundBreakdownQueryDto, now: Date): Promise<RefundBreakdownDto> {
    const { start, end } = this.clock.range(range, now);
    return this.functions.call<'get_refund_breakdown', RefundBreakdownDto>('get_refund_breakdown', {
      p_from: this.clock.today(start),
      p_to: this.clock.today(new Date(end.getTime() - 1)),
      p_currency: currency ?? null,
    });
  }

  private async change(
    id: string,
    { products, version, ...said }: Omit<UpdateRefundDto, 'status'>,
    by: string,
    expires_at: string,
  ): Promise<RefundDto> {
    const before = await this.refunds.get(id);
    const money = products && refundMoney(products, said.amount_minor, said.shipping_minor ?? before.shipping_minor);
    const moves = said.order_number !== undefined && said.order_number !== before.order_number;
    const { order = null, ...facts } = moves ? await this.orders.facts(said.order_number) : {};
    const row = await this.functions.call<'update_refund', RefundDto>('update_refund', {
      p_id: id,
      p_change: given({ ...said, ...facts, ...(money && { amount_minor: money.amount_minor }) }),
      p_products: money?.products ?? null,
      p_order: order,
      p_version: version ?? null,
      p_by: by,
      p_expires_at: expires_at,
    });
    if (!row?.id) throw refundNotFound({ id });
    return row;
  }

  private async step<T>(
    id: string,
    which: { p_action?: string; p_to?: string },
    { note = '', version, by, expires_at, set = {} }: { note?: string; version?: number; by: string; expires_at: string; set?: object },
  ): Promise<T> {
    const row = await this.functions.call('act_on_refund', {
      p_steps: REFUND.steps,
      p_id: id,
      ...which,
      p_note: note,
      p_version: version,
      p_by: by,
      p_expires_at: expires_at,
      p_set: set,
    });
    if (row === null) throw refundNotFound({ id });
    return row as T;
  }
}
