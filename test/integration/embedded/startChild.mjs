// Starts the embedded Supabase of a built checkout, as another user when asked to, prints where it is, and stops on SIGTERM.
import path from 'node:path';
import { setInterval } from 'node:timers';

const { dataDir, checkout, migrationsDir, user } = JSON.parse(process.argv[2]);
const { startEmbeddedSupabase, EmbeddedSupabaseError } = await import(path.join(checkout, 'dist/supabase/embedded/embeddedSupabase.js'));

// The terminal's Ctrl-C: this process drains, its children must not even notice.
process.on('SIGINT', () => undefined);
if (user) {
  process.setgroups?.([]);
  process.setgid?.(user.gid);
  process.setuid?.(user.uid);
}
try {
  const supabase = await startEmbeddedSupabase({ dataDir, migrationsDir, embeddedSqlDir: path.join(checkout, 'supabase/embedded') });
  process.once('SIGTERM', () => void supabase.stop().then(() => process.exit(0)));
  console.log(JSON.stringify({ ...supabase, uid: process.getuid?.() }));
  setInterval(() => undefined, 60_000);
} catch (error) {
  if (!(error instanceof EmbeddedSupabaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
