import { type FactoryProvider, Global, Injectable, Module } from '@nestjs/common';
import type { WorkflowAction } from './workflowAction.js';
import type { WorkflowKind } from './workflowKind.js';

/** What rules can be about, and what they can do: modules add to it, each its own. */
@Injectable()
export class WorkflowRegister {
  private readonly all_kinds = new Map<string, WorkflowKind>();
  private readonly all_actions = new Map<string, WorkflowAction>();

  addKind(kind: WorkflowKind): WorkflowKind {
    if (this.all_kinds.has(kind.type)) throw new Error(`The kind of thing ${kind.type} is registered for rules twice.`);
    this.all_kinds.set(kind.type, kind);
    return kind;
  }

  /** Call it in onModuleInit. */
  addAction<P extends object>(action: WorkflowAction<P>): void {
    if (this.all_actions.has(action.name)) throw new Error(`The action ${action.name} is registered twice.`);
    this.all_actions.set(action.name, action as WorkflowAction);
  }

  get kinds(): WorkflowKind[] {
    return [...this.all_kinds.values()].sort((one, other) => one.type.localeCompare(other.type));
  }

  get actions(): WorkflowAction[] {
    return [...this.all_actions.values()];
  }

  kind(type: string): WorkflowKind | undefined {
    return this.all_kinds.get(type);
  }

  action(name: string): WorkflowAction | undefined {
    return this.all_actions.get(name);
  }
}

/** Global because any module may have something that rules are about. */
@Global()
@Module({ providers: [WorkflowRegister], exports: [WorkflowRegister] })
export class WorkflowRegisterModule {}

/** Among a module's providers: `followedByWorkflows(TICKET_WORKFLOWS)`. */
export function followedByWorkflows(kind: WorkflowKind): FactoryProvider<WorkflowKind> {
  return {
    provide: Symbol(`rules about ${kind.type}`),
    inject: [WorkflowRegister],
    useFactory: (register: WorkflowRegister) => register.addKind(kind),
  };
}
