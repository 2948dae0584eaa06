import { Injectable } from '@nestjs/common';
import { allows } from '../common/auth/permissions.port.js';
import type { AppError } from '../common/errors/appError.js';
import { forbidden } from '../common/errors/commonErrors.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { Caller } from './ticketCaller.js';
import { ticketMacroNotFound, ticketTemplateNotFound, ticketViewNotFound } from './tickets.errors.js';
import { given } from '../common/validation/given.js';

type Kind = 'view' | 'macro' | 'template';

interface Given {
  name?: string;
  is_shared?: boolean;
  position?: number;
}

const NOT_FOUND: Record<Kind, (details: { id: string }) => AppError> = {
  view: ticketViewNotFound,
  macro: ticketMacroNotFound,
  template: ticketTemplateNotFound,
};

/** What people keep for themselves or share: everybody sees his own and what is shared, which those change who may delete tickets. */
@Injectable()
export class TicketPresetsService {
  private readonly presets: Table<'ticket_presets'>;

  constructor(tables: Tables) {
    this.presets = tables.of('ticket_presets', { sort: ['position'] });
  }

  /** The first two hundred, in their order. */
  async list<P>(kind: Kind, user_id: string): Promise<P[]> {
    const { data } = await this.presets.page({ limit: 200, order: 'asc' }, [
      { columns: ['kind'], operator: 'eq', value: kind },
      {
        either: [[{ columns: ['is_shared'], operator: 'eq', value: true }], [{ columns: ['created_by'], operator: 'eq', value: user_id }]],
      },
    ]);
    return data.map((row) => shown<P>(row));
  }

  /** Raises the not-found error of its kind. */
  async get<P>(kind: Kind, id: string, user_id: string): Promise<P> {
    return shown<P>(await this.row(kind, id, user_id));
  }

  /** Raises forbidden. */
  async create<P>(kind: Kind, { name, is_shared = false, position = 0 }: Given, content: object, caller: Caller): Promise<P> {
    if (is_shared) expectMayShare(caller);
    return shown<P>(await this.presets.insert({ kind, name: name!, is_shared, position, content, created_by: caller.id }));
  }

  /** What the content says stays where the change says nothing. Raises the not-found error, forbidden, stale_version. */
  async update<P>(
    kind: Kind,
    id: string,
    { name, is_shared, position, version }: Given & { version?: number },
    content: object,
    caller: Caller,
  ): Promise<P> {
    const row = await this.changeable(kind, id, caller);
    if (is_shared) expectMayShare(caller);
    const said = given(content);
    const change = { name, is_shared, position, content: { ...(row.content as object), ...said } };
    return shown<P>(await this.presets.update(id, change, { version: version ?? row.version }));
  }

  /** Raises the not-found error, forbidden. */
  async remove<P>(kind: Kind, id: string, caller: Caller): Promise<P> {
    await this.changeable(kind, id, caller);
    return shown<P>(await this.presets.remove(id));
  }

  private async row(kind: Kind, id: string, user_id: string) {
    const row = await this.presets.find(id, { kind });
    if (!row || (!row.is_shared && row.created_by !== user_id)) throw NOT_FOUND[kind]({ id });
    return row;
  }

  private async changeable(kind: Kind, id: string, caller: Caller) {
    const row = await this.row(kind, id, caller.id);
    if (row.is_shared) expectMayShare(caller);
    return row;
  }
}

function expectMayShare({ permissions }: Caller): void {
  if (!allows(permissions, 'tickets', 'delete')) throw forbidden(undefined, { message: 'Only those who may delete tickets share these.' });
}

function shown<P>({ kind: _kind, content, ...row }: { kind: string; content: unknown }): P {
  return { ...row, ...(content as object) } as P;
}
