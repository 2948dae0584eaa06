import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInstalled } from '../../scripts/installed.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'prepare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const linux = { platform: 'linux', arch: 'x64' };
const a = { version: '1.0.0', integrity: 'sha512-a' };

function installed(wanted: object, present: object | string): boolean {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  const text = typeof present === 'string' ? present : JSON.stringify({ packages: present });
  writeFileSync(path.join(folder, 'node_modules/.package-lock.json'), text);
  return isInstalled(folder, linux);
}

describe('what is installed', () => {
  it('is what the lock file names', () => {
    expect(installed({ a }, { a })).toBe(true);
    expect(isInstalled(path.join(folder, 'nowhere'), linux)).toBe(false);
  });

  it.each([
    ['another version', { a: { ...a, version: '1.0.1' } }],
    ['another content', { a: { ...a, integrity: 'sha512-b' } }],
    ['a missing package', {}],
    ['a list that was cut short', '{"packages":{"a":'],
  ])('is not %s', (_name, present) => {
    expect(installed({ a }, present)).toBe(false);
  });

  it('needs optional packages of this platform only', () => {
    const optional = { ...a, optional: true };
    expect(installed({ a: { ...optional, os: ['darwin'], cpu: ['x64'] } }, {})).toBe(true);
    expect(installed({ a: { ...optional, os: ['!linux'] } }, {})).toBe(true);
    expect(installed({ a: optional }, {})).toBe(true);
    expect(installed({ a: { ...optional, os: ['linux'], cpu: ['x64'], libc: ['musl'] } }, {})).toBe(true);
    expect(installed({ a: { ...optional, os: ['linux'], cpu: ['x64'] } }, {})).toBe(false);
  });

  it('is this checkout, which npm has installed', () => {
    expect(isInstalled(process.cwd(), process)).toBe(true);
  });
});

/** A product as small as the Swagger plugin allows: it writes imports of its own into controllers, by path. */
const PRODUCT = {
  'src/surveys/dto/survey.dto.ts': 'export class SurveyDto { id: string }',
  'src/surveys/surveys.controller.ts': `
    import { Controller, Get } from '@nestjs/common';
    import type { SurveyDto } from './dto/survey.dto.js';
    @Controller() export class SurveysController { @Get() get(): SurveyDto { return { id: '' }; } }`,
};

describe('a checkout below a path with other letters than ASCII', () => {
  it('is built, and what imports what exists', () => {
    const checkout = path.join(folder, 'näh', 'प');
    for (const [file, text] of Object.entries(PRODUCT)) {
      mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
      writeFileSync(path.join(checkout, file), text);
    }
    for (const file of ['scripts', 'package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(file, path.join(checkout, file), { recursive: true });
    }
    symlinkSync(path.resolve('node_modules'), path.join(checkout, 'node_modules'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/prepare.mjs'], { cwd: checkout, encoding: 'utf8' });
    expect([
      status,
      stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { msg: string }).msg),
    ]).toEqual([0, ['building']]);
    const controller = readFileSync(path.join(checkout, 'dist/surveys/surveys.controller.js'), 'utf8');
    const imports = [...controller.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, specifier]) => specifier!);
    expect(imports).not.toEqual([]);
    for (const specifier of imports) {
      expect([specifier, existsSync(path.join(checkout, 'dist/surveys', specifier))]).toEqual([specifier, true]);
    }
  }, 300_000);
});
