import { Injectable } from '@nestjs/common';
import type { ImportKind } from './importKind.js';

/** What can be imported; modules register theirs. */
@Injectable()
export class ImportKinds {
  private readonly kinds = new Map<string, ImportKind>();

  /** Call it in onModuleInit. */
  register(kind: ImportKind): void {
    if (this.kinds.has(kind.kind)) throw new Error(`Imports of ${kind.kind} are registered twice.`);
    this.kinds.set(kind.kind, kind);
  }

  get(name: string): ImportKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`Nothing imports ${name}.`);
    return kind;
  }
}
