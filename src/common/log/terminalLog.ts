import type { DestinationStream } from 'pino';

const LEVELS: Record<number, string> = { 10: 'trace ', 20: 'debug ', 40: 'warn  ', 50: 'error ', 60: 'fatal ' };
const COLOURS: Record<number, string> = { 10: '\x1b[2m', 20: '\x1b[2m', 40: '\x1b[33m', 50: '\x1b[31m', 60: '\x1b[31m' };
const PLAIN = '\x1b[0m';

interface Line {
  level: number;
  time: string;
  msg?: string;
  context?: string;
  err?: { message?: string; code?: string; stack?: string };
  [fact: string]: unknown;
}

/** Writes log lines for a person. Requests appear with LOG_LEVEL=debug only: they would push the login off the screen. */
export function terminalLog(level: string, out: Pick<NodeJS.WriteStream, 'write'>, colours: boolean): DestinationStream {
  const isDetailed = level === 'debug' || level === 'trace';
  return {
    write(json: string): void {
      const line = JSON.parse(json) as Line;
      if (line.msg === 'request' && !isDetailed) return;
      const text = terminalLine(line, isDetailed);
      const colour = colours && COLOURS[line.level];
      out.write(colour ? `${colour}${text}${PLAIN}\n` : `${text}\n`);
    },
  };
}

function terminalLine({ level, time, msg, context, err, ...facts }: Line, isDetailed: boolean): string {
  const words = [`${localTime(time)}  ${LEVELS[level] ?? ''}${msg ?? ''}`];
  if (err) words.push(`${err.message ?? ''}${err.code ? ` (${err.code})` : ''}`);
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) words.push(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  if (context && context !== 'start') words.push(`[${context}]`);
  const text = words.join('  ');
  return isDetailed && err?.stack ? `${text}\n${err.stack}` : text;
}

function localTime(time: string): string {
  return new Date(time).toTimeString().slice(0, 8);
}
