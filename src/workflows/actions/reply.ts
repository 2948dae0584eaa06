import type { ChatReplyService } from '../../chatIngestion/replies/chatReply.service.js';
import type { ChatTemplatesService } from '../../chatIngestion/templates/chatTemplates.service.js';
import { templateVariableUnknown } from '../../common/templates/templates.errors.js';
import { variablesOf as namesIn } from '../../common/templates/template.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Id, OneOf } from '../../common/validation/value.decorators.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';
import type { ContactPermissionService } from '../../customers/contactPermission.service.js';
import type { EmailReplyService } from '../../gmailIngestion/replies/emailReply.service.js';
import { fieldsOf } from '../workflow.js';
import { variablesOf } from '../variables.js';
import { workflowNoReply } from '../workflows.errors.js';
import type { WorkflowsRepository } from '../workflows.repository.js';
import type { WorkflowMessages } from '../workflowMessages.js';

type Purpose = Parameters<ContactPermissionService['mayContact']>[2];
const PURPOSES: Purpose[] = ['reply', 'service', 'survey', 'marketing'];

class ReplyParamsDto {
  /** A canned text. */
  @Optional() @Id() template_id?: string;
  /** Or words of one's own. */
  @Optional() @Text({ min: 1, max: 4_000 }) text?: string;
  /** Why: `reply` to what was asked, `service` in the customer's own matter, `survey` for an opinion, `marketing`. */
  @Optional() @OneOf(PURPOSES) purpose?: Purpose;
}

/** Writes to the customer, where he wrote. */
export function replyAction(
  emails: Pick<EmailReplyService, 'reply'>,
  chats: Pick<ChatReplyService, 'reply'>,
  templates: Pick<ChatTemplatesService, 'get'>,
  permission: Pick<ContactPermissionService, 'mayContact'>,
  messages: WorkflowMessages,
  repository: Pick<WorkflowsRepository, 'replyTarget'>,
): WorkflowAction<ReplyParamsDto> {
  return {
    name: 'reply',
    says: 'Answers the customer where he wrote, by a canned text or words.',
    params: ReplyParamsDto,
    refuses: ({ replyTarget, type }) => (replyTarget ? undefined : `A ${type} cannot be answered.`),
    needs: ({ type, module }) => [type === 'ticket' ? 'emails' : module, 'create'],
    texts: ({ text = '' }) => ({ text }),
    async check({ template_id, text }, kind) {
      if ((template_id === undefined) === (text === undefined))
        throw validationFailed([{ field: 'text', message: 'give either template_id or text' }]);
      if (template_id === undefined) return;
      // A variable that only a person could fill in would be missing at night.
      const { body } = await templates.get(template_id);
      const known = [...KNOWN, ...variablesOf(kind, fieldsOf(kind, { type: 'time' }, [])).map(({ name }) => name)];
      const unknown = namesIn(body).filter((name) => !known.includes(name));
      if (unknown.length > 0) throw templateVariableUnknown({ unknown: unknown.map((name) => ({ field: 'template_id', name })), known });
    },
    async send({ key, kind, entity_id, customer_id, params, values, filled, workflow, now }) {
      const target = await repository.replyTarget(kind, entity_id);
      if (!target.email_id && !target.conversation_id) throw workflowNoReply();
      const channel = target.email_id ? 'email' : 'whatsapp';
      if (customer_id) {
        const { allowed, reasons } = await permission.mayContact(customer_id, channel, params.purpose ?? 'service', now);
        if (!allowed) return { says: `The customer must not be written to: ${reasons.join(', ')}.`, result: { reasons }, skipped: true };
        if (!(await messages.take(key, customer_id, now)))
          return {
            says: 'The customer has got as many messages of rules today as one may.',
            result: { reasons: ['daily_limit'] },
            skipped: true,
          };
      }
      const text = params.template_id === undefined ? filled(params.text!) : undefined;
      const author = { send_id: key, created_by: workflow.created_by, is_automatic: true };
      if (target.email_id) {
        const words = text === undefined ? { template_id: params.template_id, variables: values } : { body_text: text };
        const { id } = await emails.reply(target.email_id, words, author);
        return { says: 'Answered by e-mail.', made: { type: 'email', id } };
      }
      const words = text === undefined ? { template_id: params.template_id, variables: values } : { text };
      const { id } = await chats.reply(target.conversation_id!, words, author, now);
      return { says: 'Answered in the chat.', made: { type: 'message', id } };
    },
  };
}

const KNOWN = ['customer.name', 'customer.phone', 'customer.email', 'agent.name', 'today'];
