/** Samples a second, 8 bits each: telephone sound. */
const RATE = 8_000;
const SECONDS = 2;

/** Two seconds of a quiet tone as WAV: what the sandboxes play for every recording. */
export function tone(): Buffer {
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
  return Buffer.concat([header, sound]);
}
