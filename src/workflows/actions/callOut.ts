import { JsonObject, Id } from '../../common/validation/value.decorators.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';

class WebhookParamsDto {
  /** A webhook subscription: its address, its secret and its retries. */
  @Id() subscription_id: string;
  /** What is sent besides the thing. */
  @Optional() @JsonObject({ max_bytes: 8_000 }) data?: Record<string, unknown>;
}

class TimelineParamsDto {
  /** @example "promise" */
  @Text({ min: 1, max: 60, oneLine: true }) event_type: string;
  @Text({ min: 1, max: 200, oneLine: true }) title: string;
  @Optional() @Text({ max: 2_000 }) description?: string;
}

class ApprovalParamsDto {
  @Optional() @Text({ max: 2_000 }) reason?: string;
  /** At most one; none: everyone who may view approvals. */
  @Optional() @Id() approver_user_id?: string;
  @Optional() @Id() approver_role_id?: string;
  @Optional() @Id() approver_team_id?: string;
}

export const WEBHOOK: WorkflowAction<WebhookParamsDto> = {
  name: 'webhook',
  says: 'Sends the thing to an endpoint, as the event workflow:called.',
  params: WebhookParamsDto,
  needs: () => ['webhooks', 'edit'],
  async perform({ key, kind, entity_id, row, workflow, params }, query) {
    const payload = { ...params.data, workflow_id: workflow.id, workflow: workflow.name, entity_type: kind.type, entity_id, entity: row };
    await query('select public.enqueue_workflow_webhook($1, $2, $3, $4)', [
      key,
      params.subscription_id,
      entity_id,
      JSON.stringify(payload),
    ]);
    return { says: 'Sent to the endpoint.', result: { delivery_id: key, subscription_id: params.subscription_id } };
  },
};

export const TIMELINE_EVENT: WorkflowAction<TimelineParamsDto> = {
  name: 'timeline_event',
  says: "Adds an event to the customer's timeline.",
  params: TimelineParamsDto,
  refuses: ({ fields, type }) => ('customer_id' in fields || type === 'customer' ? undefined : `A ${type} is not a customer's.`),
  needs: () => ['timeline', 'create'],
  texts: ({ title, description = '' }) => ({ title, description }),
  async perform({ key, customer_id, filled, params: { event_type, title, description = '' } }, query) {
    if (!customer_id) return { says: 'Nobody knows whose it is.', skipped: true };
    await query(
      `insert into public.customer_events (id, customer_id, event_type, title, description)
       values ($1, public.customer_root($2), $3, $4, $5) on conflict (id) do nothing`,
      [key, customer_id, event_type, filled(title), filled(description)],
    );
    return { says: `Noted in the timeline: ${filled(title)}`, made: { type: 'customer_event', id: key } };
  },
};

/** `expiry`: when an approval that is asked for now goes a step further. */
export function approvalAction(expiry: (now: Date) => Promise<string>): WorkflowAction<ApprovalParamsDto> {
  return {
    name: 'request_approval',
    says: 'Asks for an approval of the thing.',
    params: ApprovalParamsDto,
    refuses: ({ approval, type }) => (approval ? undefined : `Nobody has to approve of a ${type}.`),
    needs: ({ module }) => [module, 'view'],
    texts: ({ reason = '' }) => ({ reason }),
    async perform({ kind, entity_id, filled, workflow, now, params: { reason = '', ...approver } }, query) {
      const [pending] = await query<{ id: string }>(
        `select id from public.approval_requests where kind = $1 and entity_id = $2 and status = 'pending'`,
        [kind.approval, entity_id],
      );
      if (pending) return { says: 'It has been asked for already.', result: { approval_request_id: pending.id }, skipped: true };
      const request = {
        ...approver,
        kind: kind.approval,
        entity_id,
        reason: filled(reason) || `By the rule ${workflow.name}.`,
        requested_by: workflow.created_by,
        expires_at: await expiry(now),
      };
      const [made] = await query<{ id: string }>('select (public.request_approval($1)).id', [JSON.stringify(request)]);
      return { says: 'Asked for an approval.', made: { type: 'approval_request', id: made!.id } };
    },
  };
}
