import { Injectable } from '@nestjs/common';
import { allows, type UserPermissions } from '../common/auth/permissions.port.js';
import { ConfigService } from '../common/config/config.service.js';
import { EntityRegister, type EntityRef } from '../common/entities/entityRegister.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { decodeCursor, encodeCursor } from '../common/list/cursor.js';
import { isUuid } from '../common/list/uuid.js';
import { Functions } from '../supabase/functions.service.js';
import { DECISIONS } from './decisions.settings.js';
import type { DecisionDetailDto, DecisionPageDto, ListDecisionsDto, WhyDto, WhyQueryDto } from './dto/decision.dto.js';

/** Decisions that one statement of the retention drops. */
const DROPPED_AT_ONCE = 5_000;
/** Decisions of one thing in an answer: each tells all that it was made from. */
const WHY_LIMIT = 20;
const DAY_MS = 86_400_000;

/** What the product did by itself, and why: the rows are written in the transactions of the acts. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly functions: Functions,
    private readonly entities: EntityRegister,
    private readonly config: ConfigService,
  ) {}

  /** Decisions about what the caller may view, newest first. Raises validation_failed. */
  async list(
    { limit = 50, cursor, format: _format, bom: _bom, ...filter }: ListDecisionsDto,
    permissions: UserPermissions,
  ): Promise<DecisionPageDto> {
    const { rows, next_cursor } = await this.read(filter, permissions, limit, cursor, false);
    return { data: rows.map(({ inputs: _inputs, candidates: _candidates, context: _context, ...row }) => row), limit, next_cursor };
  }

  /** Everything that was decided about one thing, with all that it was decided from. Raises entity_not_found, validation_failed. */
  async why(ref: EntityRef, { kind, cursor }: WhyQueryDto, permissions: UserPermissions): Promise<WhyDto> {
    const [entity] = await this.entities.describe([ref], permissions);
    if (!entity) throw entityNotFound();
    const filter = { kind, entity_type: entity.type, entity_id: entity.id };
    const { rows, next_cursor } = await this.read(filter, permissions, WHY_LIMIT, cursor, true);
    return { entity, data: rows, next_cursor };
  }

  /** Drops what is older than the retention says. */
  async dropOld(now: Date, signal: AbortSignal): Promise<void> {
    const before = new Date(now.getTime() - this.config.of(DECISIONS).DECISION_RETENTION_DAYS * DAY_MS).toISOString();
    const drop = () => this.functions.call('drop_old_decisions', { p_before: before, p_most: DROPPED_AT_ONCE });
    while (!signal.aborted && (await drop()) === DROPPED_AT_ONCE);
  }

  private async read(filter: object, permissions: UserPermissions, limit: number, cursor: string | undefined, whole: boolean) {
    const found = await this.functions.call<'get_decisions', Omit<DecisionDetailDto, 'entity_path'>[]>('get_decisions', {
      p_modules: modulesOf(permissions),
      p_filter: filter,
      p_place: cursor === undefined ? null : placeOf(cursor),
      p_limit: limit + 1,
      p_whole: whole,
    });
    const rows = found
      .slice(0, limit)
      .map((row) => ({ ...row, entity_path: this.entities.pathOf(row.entity_type, { id: row.entity_id }) }));
    const last = rows.at(-1);
    return { rows, next_cursor: last && found.length > limit ? encodeCursor([last.at, last.id]) : null };
  }
}

/** Raises validation_failed. */
function placeOf(cursor: string): { at: string; id: string } {
  const [at, id] = decodeCursor(cursor);
  if (typeof at !== 'string' || !INSTANT.test(at) || Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw validationFailed([{ field: 'cursor', message: 'cursor is not a next_cursor returned by this list' }]);
  return { at, id };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/** The modules that the caller may view; null for all. */
function modulesOf(permissions: UserPermissions): string[] | null {
  if (permissions.full_access) return null;
  return Object.keys(permissions.modules).filter((module) => allows(permissions, module, 'view'));
}
