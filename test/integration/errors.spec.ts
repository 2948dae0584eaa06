import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { declaredError, declaredErrors } from '../../src/common/errors/appError.js';
import '../../src/app.setup.js';

/** Every file below a folder whose name ends so, with its text. */
function texts(folder: string, ending: RegExp): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => ({ file: path.join(folder, name), text: readFileSync(path.join(folder, name), 'utf8') }));
}

const declarations = texts('src', /(?<!\.spec)\.ts$/).flatMap(({ file, text }) =>
  [...text.matchAll(/defineError\(\s*'(\w+)'/g)].map(([, code]) => ({ code: code!, file })),
);

describe('error codes', () => {
  it('are declared with the same status when SQL raises them', () => {
    const raised = new Map<string, string>();
    for (const { file, text } of texts('supabase', /\.sql$/)) {
      for (const [, code, status] of text.matchAll(/raise\s+exception\s+'([^']*)'\s+using\s+errcode\s*=\s*'P0(4\d\d)'/gi)) {
        const declared = declaredError(code!);
        if (declared?.statusCode !== Number(status))
          raised.set(code!, `raised with ${status} in ${file}, declared with ${declared?.statusCode}`);
      }
    }
    expect(Object.fromEntries(raised)).toEqual({});
  });

  it('are all found where this test looks for them in SQL', () => {
    for (const { file, text } of texts('supabase', /\.sql$/)) {
      const given = text.match(/'P04\d\d'/g)?.length ?? 0;
      const found = text.match(/raise\s+exception\s+'\w+'\s+using\s+errcode\s*=\s*'P04\d\d'/gi)?.length ?? 0;
      expect([file, found]).toEqual([file, given]);
    }
  });

  it('are declared once, by code that the product loads', () => {
    const codes = declarations.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(
      declaredErrors()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(codes.sort());
  });

  it('have one sentence each, in words that a reader expects', () => {
    for (const { code, sentence } of declaredErrors()) {
      expect([code, sentence]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([code, sentence]).not.toEqual([
        code,
        expect.stringMatching(/\b(whoever|anew|meanwhile|nobody|is told|of its own|by itself)\b/i),
      ]);
    }
  });
});
