import type { IncomingMessage, ServerResponse } from 'node:http';

/** Samples a second, 8 bits each: telephone sound. */
const RATE = 8_000;
const SECONDS = 2;

/** Two seconds of a quiet tone as WAV, or a part of it: what the sandbox plays for every recording. */
export function answerRecordingRequest(request: IncomingMessage, response: ServerResponse): void {
  const sound = Buffer.alloc(RATE * SECONDS);
  for (let at = 0; at < sound.length; at++) sound[at] = 128 + Math.round(30 * Math.sin((2 * Math.PI * 440 * at) / RATE));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + sound.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(sound.length, 40);
  const file = Buffer.concat([header, sound]);
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined) return void response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': file.length }).end(file);
  const part = file.subarray(Number(start), end ? Number(end) + 1 : undefined);
  if (part.length === 0) return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
  const range = `bytes ${start}-${Number(start) + part.length - 1}/${file.length}`;
  response.writeHead(206, { 'content-type': 'audio/wav', 'content-length': part.length, 'content-range': range }).end(part);
}
