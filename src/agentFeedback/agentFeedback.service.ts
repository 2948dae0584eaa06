import { Injectable } from '@nestjs/common';
import { AgentsService } from '../agents/agents.service.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { allows } from '../common/auth/permissions.port.js';
import { forbidden, noteRequired } from '../common/errors/commonErrors.js';
import { ratingFigure } from '../common/list/ratings.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import type { Condition } from '../supabase/conditions.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { agentFeedbackNotFound } from './agentFeedback.errors.js';
import { AGENT_FEEDBACK, AGENT_FEEDBACK_KINDS, AGENT_FEEDBACK_VISIBILITIES } from './agentFeedback.states.js';
import type {
  AgentFeedbackActionDto,
  AgentFeedbackBreakdownDto,
  AgentFeedbackDetailDto,
  AgentFeedbackDto,
  AgentFeedbackPageDto,
  AgentFeedbackStatsDto,
  CreateAgentFeedbackDto,
  ListAgentFeedbackDto,
  UpdateAgentFeedbackDto,
} from './dto/agentFeedback.dto.js';

const COLUMNS = [
  ...(['id', 'status', 'kind', 'visibility', 'topic', 'rating', 'comment', 'is_anonymous', 'agent_id'] as const),
  ...(['answer', 'answered_at', 'answered_by', 'created_by', 'created_at', 'updated_at', 'version'] as const),
];
const GROUPS = ['status', 'kind', 'visibility', 'topic', 'rating'] as const;
/** What the agent may do about feedback on the own work. */
const OF_THE_AGENT: string[] = ['acknowledge', 'answer', 'comment'];

/** What is said about the work of agents: given, read by whom it is meant for, answered. */
@Injectable()
export class AgentFeedbackService {
  private readonly feedback: Table<'agent_feedback', AgentFeedbackDto>;
  private readonly lifecycle: LifecycleOf<typeof AGENT_FEEDBACK>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly agents: AgentsService,
  ) {
    this.feedback = tables.of('agent_feedback', {
      notFound: agentFeedbackNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: [...GROUPS, 'is_anonymous', 'agent_id', 'created_by'],
      ranges: CREATED_BETWEEN,
      search: ['comment', 'answer'],
      sort: ['created_at', 'updated_at'],
      kept: [...GROUPS],
      stats: {
        status: AGENT_FEEDBACK.states,
        kind: AGENT_FEEDBACK_KINDS,
        visibility: AGENT_FEEDBACK_VISIBILITIES,
        topic: [],
        rating: ['1', '2', '3', '4', '5'],
      },
    });
    this.lifecycle = lifecycles.of(AGENT_FEEDBACK, 'agent_feedback', agentFeedbackNotFound);
  }

  async list(query: ListAgentFeedbackDto, user: CurrentUserData): Promise<AgentFeedbackPageDto> {
    return this.feedback.page(query, await this.visibleTo(user));
  }

  async stats(query: Omit<ListAgentFeedbackDto, 'sort'>, user: CurrentUserData): Promise<AgentFeedbackStatsDto> {
    const stats = await this.feedback.stats<AgentFeedbackStatsDto>(query, await this.visibleTo(user));
    return { ...stats, rating: ratingFigure(stats.by_rating) };
  }

  breakdown(): Promise<AgentFeedbackBreakdownDto> {
    return this.functions.call<'get_agent_feedback_breakdown', AgentFeedbackBreakdownDto>('get_agent_feedback_breakdown', {});
  }

  /** Raises agent_feedback_not_found, also for what the caller may not see. */
  async get(id: string, user: CurrentUserData): Promise<AgentFeedbackDetailDto> {
    const reading = this.visible(id, user);
    const [row, history] = await Promise.all([reading, this.lifecycle.history(id, reading)]);
    return { ...row, history, allowed_actions: AGENT_FEEDBACK.allowed(row.status) };
  }

  /** Raises agent_not_found. */
  async create(body: CreateAgentFeedbackDto, by: string): Promise<AgentFeedbackDto> {
    const { deleted_at: _, ...row } = await this.functions.one<'create_agent_feedback', AgentFeedbackDto & { deleted_at: null }>(
      'create_agent_feedback',
      { p_feedback: body, p_by: by },
    );
    return row;
  }

  /** Raises agent_feedback_not_found, stale_version, step_not_allowed. */
  async update(id: string, { version, status, ...change }: UpdateAgentFeedbackDto, user: CurrentUserData): Promise<AgentFeedbackDto> {
    const row = await this.visible(id, user);
    await this.lifecycle.moveTo(id, status ?? row.status, { version, set: change });
    return this.feedback.get(id);
  }

  /** Raises agent_feedback_not_found, forbidden, note_required, stale_version, step_not_allowed. */
  async act(
    id: string,
    { action, note = '', version }: AgentFeedbackActionDto,
    user: CurrentUserData,
    now: Date,
  ): Promise<AgentFeedbackDetailDto> {
    const row = await this.visible(id, user);
    const isOwn = row.agent_id === (await this.agents.idOfUser(user.id));
    if (!mayManage(user) && !(isOwn && OF_THE_AGENT.includes(action))) throw forbidden();
    if ((action === 'answer' || action === 'comment') && !note.trim()) throw noteRequired({ action });
    if (action === 'comment') await this.lifecycle.comment(id, note);
    else {
      const set = action === 'answer' ? { answer: note, answered_at: now.toISOString(), answered_by: user.id } : {};
      await this.lifecycle.act(id, action, { note, version, set });
    }
    return this.get(id, user);
  }

  /** Raises agent_feedback_not_found. */
  async remove(id: string, user: CurrentUserData): Promise<AgentFeedbackDto> {
    await this.visible(id, user);
    return this.feedback.remove(id);
  }

  private async visible(id: string, user: CurrentUserData): Promise<AgentFeedbackDto> {
    const row = await this.feedback.get(id);
    if (mayManage(user) || row.visibility === 'team' || row.created_by === user.id) return row;
    if (row.visibility === 'agent' && row.agent_id === (await this.agents.idOfUser(user.id))) return row;
    throw agentFeedbackNotFound({ id });
  }

  /** The same as the row policy of the table. */
  private async visibleTo(user: CurrentUserData): Promise<Condition[]> {
    if (mayManage(user)) return [];
    const agent_id = await this.agents.idOfUser(user.id);
    const own: Condition[][] = agent_id
      ? [
          [
            { columns: ['agent_id'], operator: 'eq', value: agent_id },
            { columns: ['visibility'], operator: 'eq', value: 'agent' },
          ],
        ]
      : [];
    return [
      {
        either: [
          [{ columns: ['visibility'], operator: 'eq', value: 'team' }],
          [{ columns: ['created_by'], operator: 'eq', value: user.id }],
          ...own,
        ],
      },
    ];
  }
}

function mayManage({ permissions }: CurrentUserData): boolean {
  return permissions !== undefined && allows(permissions, 'agent_feedback', 'edit');
}
