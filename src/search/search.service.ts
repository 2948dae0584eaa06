import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { EntityRegister } from '../common/entities/entityRegister.js';
import { listed } from '../common/list/listed.js';
import { understood } from '../common/search/searchQuestion.js';
import type { SearchDto, SearchHitDto, SearchPageDto } from './dto/search.dto.js';
import { MOST, SearchRepository } from './search.repository.js';
import { type Hit, ranked, SEARCH_TYPES, type SearchType } from './searchRank.js';

@Injectable()
export class SearchService {
  constructor(
    private readonly register: EntityRegister,
    private readonly permissions: PermissionsPort,
    private readonly things: SearchRepository,
  ) {}

  /** Raises validation_failed for what is not understood. */
  async search({ q, type, spam = false, page = 1, limit = 20 }: SearchDto, user: CurrentUserData): Promise<SearchPageDto> {
    const question = understood(q, 'q');
    const permissions = user.permissions ?? (await this.permissions.of(user.id));
    const asked = type === undefined ? null : listed(type);
    const kinds = this.register.searched(permissions).filter(({ kind }) => asked?.includes(kind.type as SearchType) ?? true);
    const found = await this.things.find(question, kinds, spam);
    const hits = ranked([...found.values()].flatMap((of_kind) => of_kind.slice(0, MOST)));
    const totals = SEARCH_TYPES.filter((one) => kinds.some(({ kind }) => kind.type === one)).map((one) => {
      const total = found.get(one)?.length ?? 0;
      return { type: one, total: Math.min(total, MOST), total_is_exact: total <= MOST };
    });
    const shown = hits.slice((page - 1) * limit, page * limit);
    const described = await this.register.describe(
      shown.map(({ kind, id }) => ({ type: kind, id })),
      permissions,
    );
    return {
      data: shown.flatMap(({ match, at }: Hit, index): SearchHitDto[] => {
        const thing = described[index];
        // It went while it was looked for.
        return thing ? [{ ...thing, match, at }] : [];
      }),
      total: hits.length,
      total_is_exact: totals.every(({ total_is_exact }) => total_is_exact),
      page,
      limit,
      kinds: totals,
      next_page: page * limit < hits.length ? page + 1 : null,
    };
  }
}
