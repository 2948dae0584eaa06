import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'start-'));
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The built product, interrupted as soon as it says this. */
function runUntil(
  words: string,
  environment: Record<string, string> = {},
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', DATA_DIR: folder, KALEYRA_SYNC_CRON: 'off', LOG_LEVEL: 'info', ...environment },
  });
  const said = { stdout: '', stderr: '' };
  let interrupted = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (interrupted || !said[name].includes(words)) return;
      interrupted = true;
      child.kill('SIGINT');
      // As npm does: the terminal has sent it, and npm sends it again.
      child.kill('SIGINT');
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

describe('a start', () => {
  it('on a taken port fails in one line, before anything is made', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr, stdout } = await runUntil('never', { PORT: String(port) });
    server.close();
    expect({ code, stderr, stdout }).toEqual({
      code: 1,
      stderr: `The API cannot listen: port ${port} is taken. Set PORT to a free one, or to 0 for any.\n`,
      stdout: '',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  // In this order: the first ones interrupt the making of the database.
  it.each(['creating the database', 'applying', 'loading demo data', 'starting the database', 'listening', 'api http', 'ready '])(
    'interrupted at "%s" ends without a word of complaint',
    async (words) => {
      const { code, stderr, stdout } = await runUntil(words);
      expect(stdout + stderr).toContain(words);
      const lines = stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { level: number; msg: string });
      expect(lines.filter(({ level }) => level > 30)).toEqual([]);
      // What the demo's callers were asking is answered while it stops.
      expect(lines.findLast(({ msg }) => msg !== 'request')?.msg).toBe('stopping');
      expect(code).toBe(0);
    },
  );
});
