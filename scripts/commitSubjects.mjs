// Subjects of commits: `type(scope): what changes`, at most 72 characters; the why is in the body. Skipped where there is no git.
import { spawnSync } from 'node:child_process';

/** Older ones are as they are. By author: a rebase does not change it. */
const SINCE = Date.parse('2026-11-29T14:01:00Z') / 1000;
const MOST = 72;
const SUBJECT = /^(?:feat|fix|refactor|perf|style|test|docs|build|ci|chore|revert)(?:\([\w-]+\))?!?: \S/;

const { status, stdout } = spawnSync('git', ['log', '--no-merges', '--format=%at %h %s'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
if (status !== 0) {
  console.log('commit subjects: skipped, no git here');
} else {
  const faults = stdout.split('\n').flatMap((line) => {
    const [, at, hash, subject] = /^(\d+) (\w+) (.*)$/.exec(line) ?? [];
    if (Number(at ?? 0) < SINCE) return [];
    const length = [...subject].length;
    if (length > MOST) return [`${hash} has ${length} characters: ${subject}`];
    return SUBJECT.test(subject) ? [] : [`${hash} is not "type(scope): what changes": ${subject}`];
  });
  for (const fault of faults) console.error(`commit subjects: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
