import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import { ChatTemplatesService } from '../chatIngestion/templates/chatTemplates.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { ChangeTicketDto, TicketDto } from './dto/ticket.dto.js';
import type {
  CreateTicketMacroDto,
  MacroCommentDto,
  TicketMacroDto,
  TicketMacroPreviewDto,
  UpdateTicketMacroDto,
  UsedTicketMacroDto,
} from './dto/ticketPreset.dto.js';
import type { Caller } from './ticketCaller.js';
import { TicketCommentsService } from './ticketComments.service.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { TicketPresetsService } from './ticketPresets.service.js';
import { TicketsService } from './tickets.service.js';
import { TICKET } from './tickets.states.js';

const VARIABLES = [
  { name: 'ticket.number', kind: 'text' as const, sample: 'TKT-0042' },
  { name: 'ticket.subject', kind: 'text' as const, sample: 'Pump leaks' },
];

/** Changes and words that are used again and again. */
@Injectable()
export class TicketMacrosService {
  constructor(
    private readonly presets: TicketPresetsService,
    private readonly tickets: TicketsService,
    private readonly comments: TicketCommentsService,
    private readonly fields: TicketFieldsService,
    private readonly templates: ChatTemplatesService,
    private readonly functions: Functions,
  ) {}

  list(user_id: string): Promise<TicketMacroDto[]> {
    return this.presets.list('macro', user_id);
  }

  /** Raises validation_failed when it does nothing, template_malformed, template_variable_unknown, forbidden. */
  async create({ change = {}, comment, ...given }: CreateTicketMacroDto, caller: Caller): Promise<TicketMacroDto> {
    if (Object.keys(change).length === 0 && !comment)
      throw validationFailed([{ field: 'change', message: 'change or comment must say something' }]);
    await this.check(change, comment);
    return this.presets.create('macro', given, { change, comment: comment ?? null }, caller);
  }

  /** Raises the same, ticket_macro_not_found, stale_version. */
  async update(id: string, { change, comment, ...given }: UpdateTicketMacroDto, caller: Caller): Promise<TicketMacroDto> {
    await this.check(change, comment);
    return this.presets.update('macro', id, given, { change, comment }, caller);
  }

  /** Raises ticket_macro_not_found, forbidden. */
  remove(id: string, caller: Caller): Promise<TicketMacroDto> {
    return this.presets.remove('macro', id, caller);
  }

  /** What it would do, without doing it. Raises ticket_not_found, ticket_macro_not_found, and what a change raises. */
  async preview(ticket_id: string, id: string, caller: Caller, now: Date): Promise<TicketMacroPreviewDto> {
    const { ticket, change, comment, via } = await this.planned(ticket_id, id, caller, now);
    const after = await this.tickets.tried(ticket.id, change);
    const before = ticket as unknown as Record<string, unknown>;
    const changes = Object.fromEntries(
      Object.keys(change)
        .map((field) => OF[field] ?? field)
        .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
        .map((field) => [field, { before: before[field] ?? null, after: after[field] ?? null }]),
    );
    return { changes, comment, via };
  }

  /**
   * Changes the ticket and says what there is to be said, in one transaction: where that could not go out, nothing is done. Raises
   * ticket_not_found, ticket_macro_not_found, ticket_has_no_channel, and what a change and a comment raise.
   */
  async use(
    ticket_id: string,
    id: string,
    { version }: { version?: number },
    request_id: string,
    caller: Caller,
    now: Date,
  ): Promise<UsedTicketMacroDto> {
    const { ticket, macro, change, comment } = await this.planned(ticket_id, id, caller, now);
    await this.fields.check(change.custom_fields);
    const { status, ...columns } = change;
    const act = (p_comment: object | null) =>
      this.functions.call('use_ticket_macro', {
        p_id: ticket.id,
        p_change: columns,
        p_steps: TICKET.steps,
        p_to: status ?? null,
        p_note: `By the macro ${macro.name}.`,
        p_version: version ?? null,
        p_comment_id: request_id,
        p_comment,
        p_by: caller.id,
      });
    if (comment) await this.comments.writeBy((sent) => act({ ...comment, ...sent }), ticket.id, comment, request_id, caller, now);
    else await act(null);
    return { ticket: await this.tickets.get(ticket.id, caller), comment: comment && (await this.comments.one(request_id)) };
  }

  private async planned(ticket_id: string, id: string, caller: Caller, now: Date) {
    const [ticket, macro] = await Promise.all([this.tickets.row(ticket_id), this.presets.get<TicketMacroDto>('macro', id, caller.id)]);
    const comment = macro.comment && (await this.filled(macro.comment, ticket, caller.id, now));
    const target =
      comment?.visibility === 'public'
        ? await this.functions.call('ticket_reply_target', { p_id: ticket.id, p_via: null })
        : { email_id: null, conversation_id: null };
    const via = target.email_id ? 'email' : target.conversation_id ? 'chat' : null;
    return { ticket, macro, change: macro.change as ChangeTicketDto, comment, via };
  }

  private async filled(comment: MacroCommentDto, ticket: TicketDto, user_id: string, now: Date): Promise<MacroCommentDto> {
    const { body } = await this.templates.fillWords(
      { body: { text: comment.body, target: 'text' } },
      { 'ticket.number': ticket.number, 'ticket.subject': ticket.subject },
      { customer_id: ticket.customer_id, user_id, now },
    );
    return { ...comment, body };
  }

  private async check(change: CreateTicketMacroDto['change'], comment: MacroCommentDto | undefined): Promise<void> {
    await this.fields.check(change?.custom_fields);
    if (comment) this.templates.previewOf({ body: comment.body, variables: VARIABLES });
  }
}

/** Which field of a ticket a field of a change is about. */
const OF: Record<string, string> = {
  add_tags: 'tags',
  remove_tags: 'tags',
  add_watchers: 'watcher_ids',
  remove_watchers: 'watcher_ids',
};
