// What a person sees of the work before the product runs: one line per step, with its seconds on a terminal, JSON elsewhere.
import { spawn } from 'node:child_process';
import { clearInterval, setInterval } from 'node:timers';

const TICK_MS = 1_000;

/**
 * Runs a command as one step. Its own words appear only when it fails. Resolves with its exit code; a command that
 * Ctrl-C ended ends this process the same way, without a word.
 */
export function step(words, file, args, options = {}) {
  const { stream = process.stderr, ...spawning } = options;
  const line = openLine(words, stream);
  let output = '';
  const child = spawn(file, args, { ...spawning, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding('utf8').on('data', (text) => (output += text));
  // The terminal gives the signal to the child too: what is to be done here is to wait for it.
  let interrupted;
  const onSignal = (signal) => {
    interrupted = signal;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, onSignal);
  return new Promise((resolve) => {
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      line.close();
      for (const signal of signals) process.off(signal, onSignal);
      if (interrupted) return process.kill(process.pid, interrupted);
      if (code !== 0) stream.write(`${output.trim()}\n`);
      resolve(code ?? 1);
    });
  });
}

function openLine(words, stream) {
  if (!stream.isTTY) {
    stream.write(`${JSON.stringify({ level: 30, time: new Date().toISOString(), context: 'start', msg: words })}\n`);
    return { close: () => undefined };
  }
  const since = Date.now();
  const time = new Date().toTimeString().slice(0, 8);
  const show = () => stream.write(`\r${time}  ${words}  ${Math.round((Date.now() - since) / 1000)} s`);
  show();
  const timer = setInterval(show, TICK_MS);
  return {
    close() {
      clearInterval(timer);
      show();
      stream.write('\n');
    },
  };
}
