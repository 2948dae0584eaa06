import type { ChatKind } from './chatKinds.js';

/** The address of the default account of a kind; the others have their slug behind that of SLUGGED. */
const PLAIN: Record<ChatKind, string> = { interakt: '/webhooks/interakt', netcore: '/webhooks/netcore' };
const SLUGGED: Record<ChatKind, string> = { interakt: '/webhooks/interact', netcore: '/webhooks/netcore' };

/** Where a provider's events come in. */
export function webhookPath(kind: ChatKind, slug: string): string {
  return `${SLUGGED[kind]}/${slug}`;
}

/** All routes of a kind, as the inbox takes them. */
export function webhookRoutes(kind: ChatKind): string[] {
  return [`POST ${PLAIN[kind]}`, `POST ${SLUGGED[kind]}/:slug`];
}

/** The account that a path names; null: the default one. */
export function slugOf(path: string): string | null {
  return Object.values(PLAIN).includes(path) ? null : path.slice(path.lastIndexOf('/') + 1);
}
