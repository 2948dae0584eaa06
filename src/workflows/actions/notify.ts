import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Id, OneOf } from '../../common/validation/value.decorators.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';

class NotifyParamsDto {
  /** At most one; none: everyone who may view the module of the thing. */
  @Optional() @Id() to_user_id?: string;
  @Optional() @Id() to_role_id?: string;
  @Optional() @Id() to_team_id?: string;
  @Text({ min: 1, max: 200, oneLine: true }) title: string;
  @Optional() @Text({ max: 2_000 }) body?: string;
  @Optional() @OneOf(['low', 'normal', 'high', 'urgent']) priority?: string;
}

export const NOTIFY: WorkflowAction<NotifyParamsDto> = {
  name: 'notify',
  says: 'Tells a person, a role, a team, or everyone who may see the thing.',
  params: NotifyParamsDto,
  needs: ({ module }) => [module, 'view'],
  texts: ({ title, body = '' }) => ({ title, body }),
  async check({ to_user_id, to_role_id, to_team_id }) {
    if ([to_user_id, to_role_id, to_team_id].filter((to) => to !== undefined).length > 1)
      throw validationFailed([{ field: 'to_user_id', message: 'give at most one of to_user_id, to_role_id and to_team_id' }]);
  },
  async perform({ key, kind, entity_id, filled, params }, query) {
    const { to_user_id, to_role_id, to_team_id, title, body, priority } = params;
    const notice = {
      user_id: to_user_id,
      role_id: to_role_id,
      team_id: to_team_id,
      module: kind.module,
      type: 'workflow',
      title: filled(title),
      body: filled(body ?? ''),
      entity_type: kind.type,
      entity_id,
      dedupe_key: `workflow:${key}`,
      priority,
    };
    const [row] = await query<{ id: string | null }>('select public.notify($1) as id', [JSON.stringify(notice)]);
    return row!.id
      ? { says: `Told: ${notice.title}`, result: { notification_id: row!.id } }
      : { says: 'There was nobody to be told.', skipped: true };
  },
};
