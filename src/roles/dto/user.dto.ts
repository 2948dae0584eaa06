import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';

export const USER_SORTS = ['created_at', 'email', 'name'] as const;

export class ListUsersDto extends PageQueryDto {
  /** Searches name and e-mail address. */
  @Optional() @Text({ max: 200 }) search?: string;

  /** Users who have this role. */
  @Optional() @Id() role_id?: string;

  /** False: users who are locked out. */
  @Optional() @Flag() is_active?: boolean;

  @Optional() @OneOf(USER_SORTS) sort?: (typeof USER_SORTS)[number];
}

export class UserDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "lead@example.com" */
  email: string;
  /**
   * As the user's profile has it; empty when it has none.
   * @example "Asha Rao"
   */
  name: string;
  /** Whether the user may sign in. */
  is_active: boolean;
  /**
   * Names of the user's roles.
   * @example ["supervisor"]
   */
  roles: string[];
  /** @example "2026-02-24T09:15:15.000Z" */
  @Nullable() last_sign_in_at: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
}
export class UserPageDto extends PageOf(UserDto) {}
