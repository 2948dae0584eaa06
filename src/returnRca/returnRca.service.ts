import { Injectable } from '@nestjs/common';
import { noteRequired } from '../common/errors/commonErrors.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import type { Page } from '../common/list/page.dto.js';
import { CustomersService } from '../customers/customers.service.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { causeShares } from './causeShares.js';
import type { ReturnParetoDto, ReturnParetoQueryDto, ReturnParetoRowDto } from './dto/returnPareto.dto.js';
import type {
  CreateReturnRcaDto,
  ListReturnRcasDto,
  ReturnCauseShareDto,
  ReturnRcaDetailDto,
  ReturnRcaDto,
  ReturnRcaStatsDto,
  ReturnRcaStatsQueryDto,
  StepOfReturnRcaDto,
  UpdateReturnRcaDto,
} from './dto/returnRca.dto.js';
import { returnCauseMissing, returnRcaNotFound } from './returnRca.errors.js';
import { RETURN_RCA } from './returnRca.states.js';

type ParetoRow = Omit<ReturnParetoRowDto, 'returns'> & { returns_hundredths: number };

/** Things that came back, and why. */
@Injectable()
export class ReturnRcaService {
  private readonly returns: Table<'return_rcas', ReturnRcaDto>;
  private readonly lifecycle: LifecycleOf<typeof RETURN_RCA>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly clock: BusinessClock,
  ) {
    this.returns = tables.of('return_rcas', {
      notFound: returnRcaNotFound,
      hidden: 'deleted_at',
      filters: ['status', 'customer_id', 'refund_id', 'assignee_id', 'order_number', 'product_id', 'batch', 'currency', 'primary_cause_id'],
      ranges: { from: ['returned_on', 'gte'], to: ['returned_on', 'lte'] },
      search: ['number', 'order_number', 'product_name', 'batch', 'description'],
      sort: ['created_at', 'returned_on', 'cost_minor'],
      kept: ['status', 'currency'],
      stats: { status: RETURN_RCA.states },
      amounts: { sums: ['cost_minor', 'quantity'], per: 'currency' },
    });
    this.lifecycle = lifecycles.of(RETURN_RCA, 'return_rcas', returnRcaNotFound);
  }

  async list(query: ListReturnRcasDto): Promise<Page<ReturnRcaDto>> {
    return this.returns.page(await this.customers.withMembers(query), withCause(query));
  }

  async stats(query: ReturnRcaStatsQueryDto): Promise<ReturnRcaStatsDto> {
    return this.returns.stats(await this.customers.withMembers(query), withCause(query));
  }

  /** Which causes make the most returns. Raises invalid_range. */
  async pareto({ by = 'weight', level = 'cause', product_id, batch, ...range }: ReturnParetoQueryDto, now: Date): Promise<ReturnParetoDto> {
    const { start, end } = this.clock.range(range, now);
    const { data, ...whole } = await this.functions.call<'get_return_pareto', Omit<ReturnParetoDto, 'data' | 'by'> & { data: ParetoRow[] }>(
      'get_return_pareto',
      {
        p_from: this.clock.today(start),
        p_to: this.clock.today(new Date(end.getTime() - 1)),
        p_by: by,
        p_level: level,
        p_product: product_id ?? null,
        p_batch: batch ?? null,
      },
    );
    return { by, ...whole, data: data.map(({ returns_hundredths, ...row }) => ({ ...row, returns: returns_hundredths / 100 })) };
  }

  /** Raises return_rca_not_found. */
  async get(id: string): Promise<ReturnRcaDetailDto> {
    const reading = this.returns.get(id);
    const [found, causes, history] = await Promise.all([
      reading,
      this.functions.call<'get_return_causes', ReturnCauseShareDto[]>('get_return_causes', { p_id: id }),
      this.lifecycle.history(id, reading),
    ]);
    return { ...found, causes, history, allowed_actions: RETURN_RCA.allowed(found.status) };
  }

  /** Raises cause_shares_wrong, return_cause_not_found. */
  create({ causes = [], ...rest }: CreateReturnRcaDto, by: string, now: Date): Promise<ReturnRcaDto> {
    return this.functions.one('create_return_rca', {
      p_rca: { ...rest, returned_on: rest.returned_on ?? this.clock.today(now) },
      p_causes: causeShares(causes),
      p_created_by: by,
    });
  }

  /** Raises return_rca_not_found, stale_version, cause_shares_wrong, return_cause_not_found, return_cause_missing. */
  async update(id: string, { causes, version, ...change }: UpdateReturnRcaDto): Promise<ReturnRcaDto> {
    const row = await this.functions.call<'update_return_rca', ReturnRcaDto>('update_return_rca', {
      p_id: id,
      p_change: change,
      p_causes: causes ? causeShares(causes) : null,
      p_version: version ?? null,
    });
    if (!row?.id) throw returnRcaNotFound({ id });
    return row;
  }

  /** Raises return_rca_not_found, stale_version, step_not_allowed, note_required, return_cause_missing. */
  async act(id: string, { action, note, version }: StepOfReturnRcaDto, now: Date): Promise<ReturnRcaDetailDto> {
    const { primary_cause_id } = await this.returns.get(id);
    if (action === 'comment') {
      if (!note?.trim()) throw noteRequired({ action });
      await this.lifecycle.comment(id, note);
    } else {
      if (action === 'conclude' && !primary_cause_id) throw returnCauseMissing({ id });
      const concluded_at = action === 'conclude' ? now.toISOString() : action === 'reopen' ? null : undefined;
      await this.lifecycle.act(id, action, { note, version, set: { concluded_at } });
    }
    return this.get(id);
  }

  /** Raises return_rca_not_found. */
  remove(id: string): Promise<ReturnRcaDto> {
    return this.returns.remove(id);
  }
}

function withCause({ cause_id }: { cause_id?: string }): Condition[] {
  return cause_id === undefined ? [] : [{ columns: ['cause_ids'], operator: 'has', value: cause_id }];
}
