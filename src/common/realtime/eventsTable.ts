import type { DeclaredEvent } from './eventCatalogue.js';

/** The events as docs/api.md lists them. */
export function eventsTable(events: DeclaredEvent[]): string {
  const rows = events.map(({ name, namespace, about, payload, declaration: { module, personal } }) => [
    `\`${name}\``,
    `/${namespace}`,
    `\`${typeof module === 'string' ? module : `that of the ${module.of_the}`}\`${personal ? ', one user' : ''}`,
    about,
    Object.entries(payload)
      .map(([field, { word }]) => `\`${field}\`: ${word}`)
      .join('; ') || 'none',
  ]);
  return [['event', 'namespace', 'module', 'when', 'payload'], Array<string>(5).fill('---'), ...rows]
    .map((cells) => (cells[0] === '---' ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`))
    .join('\n');
}
