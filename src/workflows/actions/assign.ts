import { AppError } from '../../common/errors/appError.js';
import { Flag, Id } from '../../common/validation/value.decorators.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';
import type { RoutingService } from '../../routing/routing.service.js';
import { itemNotAssigned } from '../workflows.errors.js';

class AssignParamsDto {
  @Id() agent_id: string;
  /** Whether it is taken from whoever has it. */
  @Optional() @Flag() reassign?: boolean;
}
class RouteParamsDto {}

export const ASSIGN: WorkflowAction<AssignParamsDto> = {
  name: 'assign',
  says: 'Gives the thing to an agent.',
  params: AssignParamsDto,
  refuses: ({ assigns, type }) => (assigns ? undefined : `A ${type} is not assigned to agents.`),
  needs: () => ['assignments', 'edit'],
  async perform({ kind, row, workflow, params: { agent_id, reassign = true } }, query) {
    const { type, id } = kind.assigns!;
    const [given] = await query<{ outcome: string; assignment_id: string | null; held_by: string | null }>(
      `select outcome, assignment_id, held_by from public.assign_items($1, $2, 'rule', $3, true)`,
      [type, JSON.stringify([{ id: row[id], agent_id, reason: `by the rule ${workflow.name}` }]), reassign],
    );
    const { outcome, assignment_id, held_by } = given!;
    if (outcome === 'assigned') return { says: 'Given to the agent.', result: { agent_id, assignment_id } };
    if (outcome === 'already_assigned') return { says: 'Somebody has it already.', result: { held_by }, skipped: true };
    throw itemNotAssigned({ outcome }, { message: `It could not be given to the agent: ${outcome}.` });
  },
};

/** Has the router choose. */
export function routeAction(routing: Pick<RoutingService, 'autoAssign'>): WorkflowAction<RouteParamsDto> {
  return {
    name: 'route',
    says: 'Has the router choose an agent for the thing now.',
    params: RouteParamsDto,
    refuses: ({ assigns, type }) => (assigns ? undefined : `A ${type} is not assigned to agents.`),
    needs: () => ['assignments', 'edit'],
    async send({ kind, row }) {
      const { type, id } = kind.assigns!;
      try {
        const { agent_id, reason } = await routing.autoAssign({ entity_type: type, entity_id: String(row[id]) } as never, EVERYBODY);
        return agent_id
          ? { says: `The router gave it to an agent: ${reason}.`, result: { agent_id } }
          : { says: `Nobody can take it: ${reason}.`, skipped: true };
      } catch (error) {
        if (error instanceof AppError && error.code === 'does_not_wait')
          return { says: 'Somebody has it already, or nobody needs to.', skipped: true };
        throw error;
      }
    },
  };
}

const EVERYBODY = { id: '', permissions: { roles: [], full_access: true, modules: {}, scoped: {} } };
