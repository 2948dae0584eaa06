import { type FactoryProvider, Injectable } from '@nestjs/common';
import { FEED_NAMESPACES, type FeedNamespace } from './changeEvents.js';
import type { EntityEvents, Fields } from './entityEvents.js';

/** One event that is declared. */
export interface DeclaredEvent {
  /** `<entity>:<verb>` */
  name: string;
  namespace: FeedNamespace;
  about: string;
  payload: Fields;
  declaration: EntityEvents;
}

const VERBS = ['created', 'updated', 'removed'];

/** Every event that the modules of this product announce. */
@Injectable()
export class EventCatalogue {
  private readonly declared = new Map<string, EntityEvents>();

  declare(declaration: EntityEvents): void {
    if (this.declared.has(declaration.entity)) throw new Error(`The events of ${declaration.entity} are declared twice.`);
    this.declared.set(declaration.entity, declaration);
  }

  /** By namespace and name, so that the order in which modules start does not show. */
  get entities(): EntityEvents[] {
    const place = ({ namespace }: EntityEvents) => FEED_NAMESPACES.indexOf(namespace);
    return [...this.declared.values()].sort((a, b) => place(a) - place(b) || (a.entity < b.entity ? -1 : 1));
  }

  get events(): DeclaredEvent[] {
    return this.entities.flatMap(eventsOf);
  }
}

/** In the order in which they happen. */
export function eventsOf(declaration: EntityEvents): DeclaredEvent[] {
  const { entity, namespace, about, payload } = declaration;
  const place = (verb: string) => VERBS.indexOf(verb) + 1 || VERBS.length + 1;
  return Object.entries(about)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([verb, when]) => ({
      name: `${entity}:${verb}`,
      namespace,
      about: when,
      payload: verb === 'removed' ? {} : payload,
      declaration,
    }));
}

/** Among a module's providers: `announces(REFUND_EVENTS)`. */
export function announces(...declarations: EntityEvents[]): FactoryProvider<EntityEvents[]> {
  return {
    provide: Symbol(`events of ${declarations.map(({ entity }) => entity).join(', ')}`),
    inject: [EventCatalogue],
    useFactory: (catalogue: EventCatalogue) => {
      for (const declaration of declarations) catalogue.declare(declaration);
      return declarations;
    },
  };
}
