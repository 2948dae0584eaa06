import { Injectable } from '@nestjs/common';
import { PermissionsPort, type UserPermissions } from '../common/auth/permissions.port.js';
import { RolesRepository } from './roles.repository.js';

/** How long another node may work with permissions that changed, milliseconds; this node forgets at once. */
const REMEMBER_MS = 3_000;
const REMEMBERED = 10_000;

/** Answers the guard. Asked on every request, so the answer is kept for a moment. */
@Injectable()
export class PermissionsService extends PermissionsPort {
  private readonly known = new Map<string, { until: number; permissions: Promise<UserPermissions> }>();

  constructor(private readonly repository: RolesRepository) {
    super();
  }

  of(user_id: string): Promise<UserPermissions> {
    const entry = this.known.get(user_id);
    if (entry && entry.until > Date.now()) return entry.permissions;
    const permissions = this.repository.permissionsOf(user_id);
    // A failed question must not be the answer for the next ones.
    permissions.catch(() => this.known.delete(user_id));
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(user_id, { until: Date.now() + REMEMBER_MS, permissions });
    return permissions;
  }

  fresh(user_ids: string[]): Promise<Map<string, UserPermissions>> {
    for (const user_id of user_ids) this.known.delete(user_id);
    return this.repository.permissionsOfAll(user_ids);
  }

  /** Called after every change of roles. */
  forget(): void {
    this.known.clear();
  }
}
