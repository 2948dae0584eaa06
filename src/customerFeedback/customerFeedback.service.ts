import { Injectable } from '@nestjs/common';
import { listed } from '../common/list/listed.js';
import { ratingFigure } from '../common/list/ratings.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { noteRequired } from '../common/errors/commonErrors.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { customerFeedbackNotFound, feedbackIsAnonymous } from './customerFeedback.errors.js';
import { CUSTOMER_FEEDBACK, CUSTOMER_FEEDBACK_KINDS } from './customerFeedback.states.js';
import type {
  CreateCustomerFeedbackDto,
  CustomerFeedbackActionDto,
  CustomerFeedbackBreakdownDto,
  CustomerFeedbackBreakdownQueryDto,
  CustomerFeedbackDetailDto,
  CustomerFeedbackDto,
  CustomerFeedbackPageDto,
  CustomerFeedbackStatsDto,
  ListCustomerFeedbackDto,
  UpdateCustomerFeedbackDto,
} from './dto/customerFeedback.dto.js';

const COLUMNS = [
  ...(['id', 'status', 'kind', 'channel', 'topic', 'rating', 'comment', 'is_anonymous', 'customer_id', 'team', 'assignee_id'] as const),
  ...(['answer', 'answered_at', 'answered_by', 'created_by', 'created_at', 'updated_at', 'version'] as const),
];
const GROUPS = ['status', 'kind', 'topic', 'rating', 'team'] as const;

/** What customers think of us: recorded, looked at, answered. */
@Injectable()
export class CustomerFeedbackService {
  private readonly feedback: Table<'customer_feedback', CustomerFeedbackDto>;
  private readonly lifecycle: LifecycleOf<typeof CUSTOMER_FEEDBACK>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
  ) {
    this.feedback = tables.of('customer_feedback', {
      notFound: customerFeedbackNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: [...GROUPS, 'channel', 'is_anonymous', 'assignee_id', 'customer_id'],
      ranges: CREATED_BETWEEN,
      search: ['comment', 'answer'],
      sort: ['created_at', 'updated_at'],
      kept: [...GROUPS],
      stats: {
        status: CUSTOMER_FEEDBACK.states,
        kind: CUSTOMER_FEEDBACK_KINDS,
        topic: [],
        rating: ['1', '2', '3', '4', '5'],
        team: [],
      },
    });
    this.lifecycle = lifecycles.of(CUSTOMER_FEEDBACK, 'customer_feedback', customerFeedbackNotFound);
  }

  async list(query: ListCustomerFeedbackDto): Promise<CustomerFeedbackPageDto> {
    return this.feedback.page(await this.customers.withMembers(query));
  }

  async stats(query: Omit<ListCustomerFeedbackDto, 'sort'>): Promise<CustomerFeedbackStatsDto> {
    const stats = await this.feedback.stats<CustomerFeedbackStatsDto>(await this.customers.withMembers(query));
    return { ...stats, rating: ratingFigure(stats.by_rating) };
  }

  breakdown({ team }: CustomerFeedbackBreakdownQueryDto): Promise<CustomerFeedbackBreakdownDto> {
    return this.functions.call<'get_customer_feedback_breakdown', CustomerFeedbackBreakdownDto>('get_customer_feedback_breakdown', {
      p_teams: listed(team),
    });
  }

  /** Raises customer_feedback_not_found. */
  async get(id: string): Promise<CustomerFeedbackDetailDto> {
    const reading = this.feedback.get(id);
    const [row, history] = await Promise.all([reading, this.lifecycle.history(id, reading)]);
    return { ...row, history, allowed_actions: CUSTOMER_FEEDBACK.allowed(row.status) };
  }

  /** Raises feedback_is_anonymous, and by foreign keys what does not exist. */
  create(body: CreateCustomerFeedbackDto, created_by: string): Promise<CustomerFeedbackDto> {
    if (body.is_anonymous && body.customer_id) throw feedbackIsAnonymous();
    return this.feedback.insert({ ...body, created_by });
  }

  /** Raises customer_feedback_not_found, feedback_is_anonymous, stale_version, step_not_allowed. */
  async update(id: string, { version, status, ...change }: UpdateCustomerFeedbackDto): Promise<CustomerFeedbackDto> {
    const row = await this.feedback.get(id);
    if (row.is_anonymous && change.customer_id) throw feedbackIsAnonymous();
    await this.lifecycle.moveTo(id, status ?? row.status, { version, set: change });
    return this.feedback.get(id);
  }

  /** Raises customer_feedback_not_found, note_required, stale_version, step_not_allowed. */
  async act(
    id: string,
    { action, note = '', version }: CustomerFeedbackActionDto,
    by: string,
    now: Date,
  ): Promise<CustomerFeedbackDetailDto> {
    if ((action === 'answer' || action === 'comment') && !note.trim()) throw noteRequired({ action });
    await this.feedback.get(id);
    if (action === 'comment') await this.lifecycle.comment(id, note);
    else {
      const set = action === 'answer' ? { answer: note, answered_at: now.toISOString(), answered_by: by } : {};
      await this.lifecycle.act(id, action, { note, version, set });
    }
    return this.get(id);
  }

  /** Raises customer_feedback_not_found. */
  remove(id: string): Promise<CustomerFeedbackDto> {
    return this.feedback.remove(id);
  }
}
