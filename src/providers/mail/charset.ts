import { analyse } from 'chardet';
import libmime from 'libmime';
import { isAscii, isUtf8 } from 'node:buffer';

/** Bytes as text. `guessed`: the character set that was taken because none, or another one, was declared; absent where that was right. */
export interface DecodedText {
  text: string;
  guessed?: string;
}

/** What a page may hold in front of its `<meta charset>`. */
const META = /<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})/i;
/** How much is looked at to recognise a character set, bytes. */
const SAMPLE = 64 * 1024;
const WESTERN = 'windows-1252';
/** Sets of one byte that hardly differ from Western European, and such as nobody writes mail in: no reason to leave it. */
const NO_FINDINGS = /^(?:ascii|utf|iso-8859-[12349]$|windows-125[0247]|iso-2022)/i;
const MULTI_BYTE = /^(?:shift_jis|euc-jp|euc-kr|gb18030|big5)$/i;

/** Text in the declared character set; where it declares none, or bytes are not of it, in the one that they are of most likely. */
export function decodeText(bytes: Buffer, declared: string, is_html = false): DecodedText {
  for (const charset of [declared, is_html ? (META.exec(bytes.toString('latin1', 0, 4_096))?.[1] ?? '') : '']) {
    const text = charset === '' ? undefined : decodeAs(bytes, charset);
    if (text !== undefined) return { text };
  }
  if (isUtf8(bytes)) {
    const japanese = isAscii(bytes) && isIso2022(bytes);
    return japanese ? { text: decode(bytes, 'iso-2022-jp'), guessed: 'iso-2022-jp' } : { text: withoutMark(bytes.toString()) };
  }
  if (mixedUtf8(sampleOf(bytes)) !== undefined) return { text: mixedUtf8(bytes) ?? bytes.toString(), guessed: 'utf-8' };
  const guessed = guessCharset(bytes);
  return { text: decode(bytes, guessed), guessed };
}

/** The character set that these bytes, which are no UTF-8, are of most likely; Western European when nothing speaks for another. */
export function guessCharset(bytes: Buffer): string {
  const sample = sampleOf(bytes);
  if (isShiftJis(sample)) return 'shift_jis';
  const { in_runs, low_share, share } = highBytes(sample);
  const found = analyse(sample).filter(({ name, confidence }) => confidence > 10 && !NO_FINDINGS.test(name) && fits(sample, name));
  const sure = found.find(({ name, confidence }) => MULTI_BYTE.test(name) && confidence >= 50);
  // Of Western words single letters are beyond ASCII, of others all are.
  if (in_runs < 0.5) return sure && share > 0.4 ? sure.name.toLowerCase() : WESTERN;
  // Letters of one byte lie in the upper half; what also fills the lower one takes two.
  const is_double = low_share > 0.15;
  const likely = found.find(({ name }) => !is_double || MULTI_BYTE.test(name));
  if (likely) return likely.name.toLowerCase();
  if (!is_double) return WESTERN;
  // Too short to be counted out.
  return [...(isHangul(sample) ? ['euc-kr'] : []), 'gb18030', 'big5', 'euc-jp'].find((name) => fits(sample, name)) ?? WESTERN;
}

/** From the first byte beyond ASCII on, with a little of what stands before. */
function sampleOf(bytes: Buffer): Buffer {
  const first = Math.max(0, bytes.findIndex((byte) => byte >= 0x80) - 1_024);
  return bytes.subarray(first, first + SAMPLE);
}

/** In a character set that is named; undefined when it is none, says nothing beyond ASCII, or the bytes are not of it. */
function decodeAs(bytes: Buffer, charset: string): string | undefined {
  const name = charset.toLowerCase().replace(/[^a-z0-9]+/g, '');
  if (['ascii', 'usascii', 'utf8', 'utf7', '7bit', '8bit', 'binary', 'unknown', 'unknown8bit', 'xunknown'].includes(name)) return undefined;
  if (!libmime.createDecodeStream(charset).supported) return undefined;
  const text = decode(bytes, charset);
  const lost = text.split('\ufffd').length - 1;
  // A sign that a set has not is no proof against it.
  // eslint-disable-next-line no-control-regex
  return lost === 0 || lost * 10 <= text.replace(/[\x00-\x7f]+/g, '').length ? text : undefined;
}

function decode(bytes: Buffer, charset: string): string {
  return withoutMark(libmime.decodeWord(charset, 'B', bytes.toString('base64')));
}

/** Without the mark that tells the order of bytes. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function fits(bytes: Buffer, charset: string): boolean {
  // A sample may end inside a sign.
  return !decode(bytes, charset).slice(0, -2).includes('\ufffd') && (bytes.length === SAMPLE || !decode(bytes, charset).endsWith('\ufffd'));
}

function isIso2022(bytes: Buffer): boolean {
  return /\x1b(?:\$[@B]|\([JI])/.test(bytes.toString('latin1')); // eslint-disable-line no-control-regex
}

const UTF8_SIGN =
  /(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|[\xe1-\xef][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf4][\x80-\xbf]{2})[\x80-\xbf]|[\x80-\xff]/g;
const CUT_SIGN = /(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

const WESTERN_SIGNS = decode(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), WESTERN);

/** UTF-8 into which other bytes came, such as a footer in Western European or a cut sign at the end; undefined when it is none. */
function mixedUtf8(bytes: Buffer): string | undefined {
  let good = 0;
  let bad = 0;
  const text = bytes
    .toString('latin1')
    .replace(CUT_SIGN, (cut) => (cut.length > 1 ? '\ufffd' : cut))
    .replace(UTF8_SIGN, (sign) => {
      const piece = Buffer.from(sign, 'latin1');
      if (sign.length > 1 && isUtf8(piece)) {
        good += 1;
        return piece.toString();
      }
      bad += sign.length;
      return sign.replace(/[^]/g, (byte) => WESTERN_SIGNS[byte.charCodeAt(0)]!);
    });
  return good > bad ? text : undefined;
}

/** Signs of two bytes, the first of which is in Western European a rare one, one behind the other. */
function isShiftJis(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const signs = (text.match(/(?:[\x81-\x9f\xe0-\xea][\x40-\x7e\x80-\xfc]){2,}/g) ?? []).flatMap((run) => run.match(/../g) ?? []);
  const usual = signs.filter((sign) => sign < '\xa0').length;
  const beyond = (pieces: string) => pieces.match(/[\x80-\xff]/g)?.length ?? 0;
  return usual >= 2 && usual * 2 >= signs.length && beyond(signs.join('')) * 2 >= beyond(text) && fits(bytes, 'shift_jis');
}

/** Shares: of bytes beyond ASCII that stand together with three others, of those in the lower quarters, and of all that are no blanks. */
function highBytes(bytes: Buffer): { in_runs: number; low_share: number; share: number } {
  const text = bytes.toString('latin1');
  const all = text.match(/[\x80-\xff]/g)?.length ?? 0;
  const together = (text.match(/[\x80-\xff]{4,}/g) ?? []).join('').length;
  const low = text.match(/[\xa1-\xbf]/g)?.length ?? 0;
  return { in_runs: together / all, low_share: low / all, share: all / text.replace(/\s+/g, '').length };
}

/** Syllables of Korean begin with bytes of a narrow range, and Chinese text of four signs seldom keeps to it. */
function isHangul(bytes: Buffer): boolean {
  const signs = bytes.toString('latin1').match(/[\xa1-\xfe][\xa1-\xfe]/g) ?? [];
  const words = signs.filter((sign) => !/^[\xa1-\xa3]/.test(sign));
  return words.length >= 4 && words.every((sign) => /^[\xb0-\xc8]/.test(sign));
}

const WORDS = /(?:=\?[\w.:*-]{1,60}\?[bq]\?[^?]*\?=\s*)+/gi;
const WORD = /=\?([\w.:-]+)[^?]*\?([bq])\?([^?]*)\?=/gi;

/** A header with its encoded words decoded, also those whose bytes are not of the character set that they name. */
export function decodeWords(header: string): string {
  const text = libmime.decodeWords(header);
  // The library takes us-ascii as Western European.
  if (!text.includes('\ufffd') && !/=\?(?:us-)?ascii[?*]/i.test(header)) return text;
  return header.replace(WORDS, (run) => {
    const words = [...run.matchAll(WORD)];
    const bytes = words.map(([, , encoding, word]) =>
      encoding!.toLowerCase() === 'b' ? Buffer.from(word!, 'base64') : quotedBytes(word!),
    );
    return decodeText(Buffer.concat(bytes), words[0]?.[1] ?? '').text + (/\s$/.test(run) ? ' ' : '');
  });
}

function quotedBytes(word: string): Buffer {
  const bytes = word.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
