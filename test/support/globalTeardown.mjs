/** Let go of the host of the run's Postgres and wait until it has put everything away. */
export default async function globalTeardown() {
  const host = globalThis.testClusterHost;
  if (!host || host.exitCode !== null || host.signalCode !== null) return;
  host.ref();
  const ended = new Promise((resolve) => host.once('exit', () => resolve()));
  host.stdin?.end();
  await ended;
}
