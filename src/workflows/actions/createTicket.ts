import { MATTER_PRIORITIES } from '../../common/matter/matter.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';

const WORD = { min: 1, max: 100, oneLine: true } as const;

class CreateTicketParamsDto {
  /** Without it the ticket is called as what it is made from. */
  @Optional() @Text({ min: 1, max: 300, oneLine: true }) subject?: string;
  @Optional() @Text({ max: 10_000 }) description?: string;
  @Optional() @OneOf(MATTER_PRIORITIES) priority?: string;
  @Optional() @Text(WORD) category?: string;
  @Optional() @Text(WORD) team?: string;
  @Optional() @ListOf(Text(WORD), { max: 20, unique: true }) tags?: string[];
}

export const CREATE_TICKET: WorkflowAction<CreateTicketParamsDto> = {
  name: 'create_ticket',
  says: 'Makes a ticket, from the thing where it can be one.',
  params: CreateTicketParamsDto,
  refuses: ({ source, fields, type }) =>
    source || 'customer_id' in fields || type === 'webhook' ? undefined : `A ticket cannot be made from a ${type}.`,
  needs: () => ['tickets', 'create'],
  texts: ({ subject = '', description = '' }) => ({ subject, description }),
  async perform({ key, kind, row, customer_id, params, filled, workflow }, query) {
    const { subject, description, ...plain } = params;
    const source = kind.source && kind.type !== 'ticket' && { entity_type: kind.source.type, entity_id: row[kind.source.id] };
    const ticket = {
      ...plain,
      ...(subject || !source ? { subject: subject ? filled(subject).slice(0, 300) : `By the rule ${workflow.name}` } : {}),
      ...(description && { description: filled(description) }),
      ...(source ? { source } : { customer_id }),
    };
    const [made] = await query<{ id: string; number: string }>('select id, number from public.create_ticket($1, $2, null)', [
      key,
      JSON.stringify(ticket),
    ]);
    if (kind.type === 'ticket')
      await query(
        `insert into public.ticket_links (ticket_id, kind, entity_type, entity_id) values ($1, 'related', 'ticket', $2)
         on conflict do nothing`,
        [key, row['id']],
      );
    return {
      says: `Made the ticket ${made!.number}.`,
      result: { ticket_id: made!.id, number: made!.number },
      made: { type: 'ticket', id: made!.id },
    };
  },
};
