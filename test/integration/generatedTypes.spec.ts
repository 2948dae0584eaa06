import { readFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

/** What the compiler says about files that stand beside the generated types: the codes of each file's errors. */
function complaints(generated: string, clients: Record<string, string>): Record<string, string[]> {
  const files = new Map(Object.entries({ 'generated.ts': generated, ...clients }).map(([name, text]) => [path.resolve(name), text]));
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, readFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) =>
    files.has(file) ? ts.createSourceFile(file, files.get(file)!, version) : getSourceFile(file, version, ...rest);
  const found = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], OPTIONS, host));
  const codes = (name: string) => found.filter(({ file }) => file?.fileName === path.resolve(name)).map(({ code }) => `TS${code}`);
  return Object.fromEntries(['generated.ts', ...Object.keys(clients)].map((name) => [name, codes(name)]));
}

const HEAD = `import type { components, operations } from './generated.js';\ntype S = components['schemas'];\n`;
const RIGHT = `${HEAD}
export const isOpen = (email: S['EmailDto']) => email.status === 'open' && email.direction === 'inbound' && email.send_state === null;
export const forward: S['ForwardEmailDto'] = { to: ['Warehouse <warehouse@example.com>'] };
export const to: S['ForwardEmailDto'] = { to: [{ email: 'warehouse@example.com' }] };
export const clear: S['PatchEmailDto'] = { team: null };
export const reply: operations['replyToEmail']['requestBody']['content']['application/json'] = { body_text: 'Dear Asha' };
`;
const MISTAKES = [
  [`(email: S['EmailDto']) => email.status === 'opne'`, 'TS2367'],
  [`(refund: S['RefundDto']) => refund.status === 'payed'`, 'TS2367'],
  [`(mailbox: S['SupportEmailDto']) => mailbox.state === 'watch'`, 'TS2367'],
  [`(): S['PatchEmailDto'] => ({ status: null })`, 'TS2322'],
  [`(): S['CreateRefundDto'] => ({ reason_code: 'late' })`, 'TS2741'],
] as const;

describe('the types that openapi-typescript makes of the document', () => {
  let found: Record<string, string[]>;
  beforeAll(async () => {
    const generated = astToString(await openapiTS(JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenAPI3));
    const wrong = MISTAKES.map(([source], index) => [`wrong${index}.ts`, `${HEAD}export const wrong = ${source};`] as const);
    found = complaints(generated, { 'right.ts': RIGHT, ...Object.fromEntries(wrong) });
  });

  it('compile under strict, and fit what clients write', () => {
    expect([found['generated.ts'], found['right.ts']]).toEqual([[], []]);
  });

  it.each(MISTAKES.map(([source, code], index) => [source, code, index] as const))('find the mistake in %s', (_source, code, index) =>
    expect(found[`wrong${index}.ts`]).toEqual([code]),
  );
});
