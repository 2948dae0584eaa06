import { Injectable } from '@nestjs/common';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateRefundDto,
  ListRefundsDto,
  RefundActionDto,
  RefundDetailDto,
  RefundDto,
  RefundPageDto,
  RefundProductDto,
  RefundStatsDto,
  UpdateRefundDto,
} from './dto/refund.dto.js';
import { noteRequired, refundAmountMissing, refundAmountsDisagree, refundNotFound } from './refunds.errors.js';
import { REFUND, REFUND_REASONS } from './refunds.states.js';

/** Actions that somebody will ask about later. */
const EXPLAINED: string[] = ['reject', 'reverse', 'comment'];

/** Money that customers get back: asked for, looked at, decided, paid. */
@Injectable()
export class RefundsService {
  private readonly refunds: Table<'refunds', RefundDto>;
  private readonly products: Table<'refund_products', RefundProductDto>;
  private readonly lifecycle: LifecycleOf<typeof REFUND>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
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
    this.products = tables.of('refund_products', { columns: ['id', 'product_id', 'name', 'quantity', 'amount_minor'], sort: ['position'] });
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
    const [refund, products, history] = await Promise.all([
      this.refunds.get(id),
      this.products.all({ refund_id: id }),
      this.lifecycle.history(id),
    ]);
    return { ...refund, products, history, allowed_actions: REFUND.allowed(refund.status) };
  }

  /** The refund and its products, together. Raises refund_amounts_disagree, refund_amount_missing. */
  create({ products = [], ...refund }: CreateRefundDto, by: string): Promise<RefundDto> {
    const sum = products.reduce((total, { amount_minor }) => total + amount_minor, 0);
    const amount_minor = refund.amount_minor ?? sum;
    if (amount_minor === 0) throw refundAmountMissing();
    if (products.length > 0 && sum !== amount_minor) throw refundAmountsDisagree({ amount_minor, products: sum });
    return this.functions.one('create_refund', { p_refund: { ...refund, amount_minor }, p_products: products, p_created_by: by });
  }

  /** Raises refund_not_found, stale_version, step_not_allowed. */
  update(id: string, { version, status, ...change }: UpdateRefundDto): Promise<RefundDto> {
    if (status === undefined) return this.refunds.update(id, change, { version });
    return this.lifecycle.moveTo(id, status, { version, set: change });
  }

  /** Raises refund_not_found, stale_version, step_not_allowed, note_required. */
  async act(id: string, { action, note, version }: RefundActionDto): Promise<RefundDetailDto> {
    if (EXPLAINED.includes(action) && !note?.trim()) throw noteRequired({ action });
    if (action === 'comment') await this.lifecycle.comment((await this.refunds.get(id)).id, note!);
    else await this.lifecycle.act(id, action, { note, version });
    return this.get(id);
  }
}
