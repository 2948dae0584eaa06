import type { IncomingMessage, ServerResponse } from 'node:http';
import { tone } from '../../sandbox/tone.js';
import type { FaultBoard } from './faults.js';

/** The tone, or a part of it. Of the faults it has `status`, under the method `recording`. */
export function answerRecordingRequest(faults: FaultBoard, request: IncomingMessage, response: ServerResponse): void {
  const fault = faults.take('recording', 1).find(({ kind }) => kind === 'status');
  if (fault) return void response.writeHead(fault.status ?? 502, { 'content-type': 'text/html' }).end('<h1>Error</h1>');
  const file = tone();
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined) return void response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': file.length }).end(file);
  const part = file.subarray(Number(start), end ? Number(end) + 1 : undefined);
  if (part.length === 0) return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
  const range = `bytes ${start}-${Number(start) + part.length - 1}/${file.length}`;
  response.writeHead(206, { 'content-type': 'audio/wav', 'content-length': part.length, 'content-range': range }).end(part);
}
