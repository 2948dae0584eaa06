import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { clientTypes } from './clientTypes.js';
import { entityEvents, instant, oneOf, orNull, text } from './entityEvents.js';

const folder = mkdtempSync(path.join(tmpdir(), 'client-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a portal that is as strict as can be complains about. */
function complaints(...files: string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.ES2020,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2020.d.ts'],
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const USE = `
import type { ClientEvents, ServerEvents, ServerMessages } from './events';
type Refund = ServerMessages['tickets']['refund:updated']['payload'];
export const status: Refund['status'][] = ['pending', 'approved'];
export const hear: ServerEvents['tickets']['refund:updated'] = ({ seq, entity_id, payload, at }) =>
  [seq.toFixed(), entity_id.trim(), payload.paid_at?.trim(), at.trim()];
export const resync: ServerEvents['agents']['resync'] = ({ reason }) => reason === 'retention';
export const resume: Parameters<ClientEvents['resume']>[0] = { after: 5, scope: 'x' };
`;

describe("the client's types", () => {
  it('compile on their own, as strict as can be, and are exact', () => {
    const refund = entityEvents('refund', {
      namespace: 'tickets',
      module: 'refunds',
      about: { created: 'It was asked for.', updated: 'It went on.', removed: 'It is gone.' },
      payload: { number: text, status: oneOf('pending', 'approved'), paid_at: orNull(instant) },
    });
    writeFileSync(path.join(folder, 'events.ts'), clientTypes([refund]));
    writeFileSync(path.join(folder, 'use.ts'), USE);
    expect(complaints(path.join(folder, 'use.ts'))).toEqual([]);
    writeFileSync(path.join(folder, 'use.ts'), USE.replace("'approved'", "'paid'").replace("'retention'", "'boredom'"));
    expect(complaints(path.join(folder, 'use.ts'))).toEqual([expect.stringContaining('"paid"'), expect.stringContaining('no overlap')]);
  });

  it('compile in the file that is given away', () => {
    expect(complaints('client/events.ts')).toEqual([]);
  });
});
