import path from 'node:path';
import { EmbeddedSupabaseError } from './embeddedSupabaseError.js';
import { endProcess, findProcesses } from './processes.js';

/** The folder Postgres keeps its files in. */
export function clusterFolder(home: string): string {
  return path.join(home, 'cluster');
}

/** The settings PostgREST is started with; its path is also how a PostgREST of ours is recognised. */
export function postgrestConfig(home: string): string {
  return path.join(home, 'postgrest.conf');
}

/**
 * End what a killed parent left running on a cluster. Ended rather than taken over: their settings are of an older start,
 * nobody watches over them, and a fast shutdown with a new start costs a fifth of a second.
 */
export async function endOrphans(home: string): Promise<number> {
  const found = [
    ...findProcesses('postgrest', postgrestConfig(home)).map((pid) => ({ pid, ask: 'SIGTERM', insist: 'SIGKILL' }) as const),
    // SIGQUIT is Postgres's own emergency exit: unlike SIGKILL it lets go of shared memory, and the next start recovers.
    ...findProcesses('postgres', clusterFolder(home)).map((pid) => ({ pid, ask: 'SIGINT', insist: 'SIGQUIT' }) as const),
  ];
  await Promise.all(
    found.map(async ({ pid, ask, insist }) => {
      const gone = await endProcess(pid, { ask, insist, patienceMs: 10_000 });
      if (!gone) throw new EmbeddedSupabaseError(`Process ${pid} of an earlier start still uses ${home} and does not end: end it by hand.`);
    }),
  );
  return found.length;
}
