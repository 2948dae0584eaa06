import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 15_000;

/** Asks the process that owns what the files of a run share. It starts beside the first test, so it may not be listening yet. */
export async function askHost<T>(method: string, path: string): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return (await askOnce(method, path)) as T;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['ENOENT', 'ECONNREFUSED'].includes(code) || Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}

function askOnce(method: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: process.env['TEST_CLUSTER_SOCKET'], method, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`The test cluster: ${text}`))));
    });
    asked.on('error', reject).end();
  });
}
