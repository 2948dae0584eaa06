import { readFileSync } from 'node:fs';
import { CHANGE_EVENTS, CONTROL_EVENTS } from './changeEvents.js';

/** Rows of the table under a heading of docs/api.md, cell by cell. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = readFileSync('docs/api.md', 'utf8').split(`\n## ${heading}\n`);
  const lines = section
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/api.md', () => {
  it('lists every event as it is declared', () => {
    const expected = Object.entries(CHANGE_EVENTS).map(([name, { namespace, module, personal, payload, about }]) => [
      `\`${name}\``,
      `/${namespace}`,
      `\`${module}\`${personal ? ', one user' : ''}`,
      about,
      Object.entries(payload)
        .map(([field, type]) => `\`${field}\`: ${type}`)
        .join('; ') || 'none',
    ]);
    expect(tableUnder('Events')).toEqual(expected);
  });

  it('names what the server says besides', () => {
    const text = readFileSync('docs/workflows/change_feed.md', 'utf8');
    for (const event of CONTROL_EVENTS) expect(text).toContain(`\`${event}`);
  });
});
