/** A text in two: what its writer added, and what he answers. */
export interface QuotedText {
  new_text: string;
  quoted_text: string;
}

/** Lines that are looked at; what lies behind is quoted, if anything is. */
const MAX_LINES = 4_000;
/** An attribution may be wrapped over this many lines. */
const WRAPPED = 3;

/** "On Tue, 24 Feb 2026, Asha wrote:" in the words of Gmail, Apple Mail, Thunderbird and Outlook. */
const ATTRIBUTIONS = [
  /^(?:On|Am|Le|El|Il(?: giorno)?|Em|Op|W dniu|Dnia|Den|På)\s.{4,400}\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|het volgende geschreven|napisał(?:\(a\)|a)?|skrev)\b.{0,200}[:：]$/i,
  /^.{4,400}\s(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev)\s?[:：]$/i,
  /^.{4,400}ने\s+लिखा\s?[:：]?$/,
  /^.{4,400}(?:писал\(?а?\)?|написала?|пишет)\s?[:：]$/i,
  /^.{4,400}(?:写道|寫道|のメール|が書きました|님이 작성)\s?[:：]$/,
];
const OPENING = /^(?:On|Am|Le|El|Il|Em|Op|W dniu|Dnia|Den|På)\s|\b\d{4}\b/i;
const RULES = new RegExp(
  `^[-_\\s*]{0,40}(?:${[
    "Original Message|Original Appointment|Ursprüngliche Nachricht|Message d['’]origine|Message original",
    'Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|Wiadomość oryginalna|मूल संदेश',
    'Исходное сообщение|原始邮件|元のメッセージ',
  ].join('|')})[-_\\s*]{0,40}$`,
  'i',
);
const FORWARDS = new RegExp(
  `^[-\\s]{2,40}(?:${[
    'Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Mensagem encaminhada',
    'Messaggio inoltrato|Doorgestuurd bericht|अग्रेषित संदेश|Пересылаемое сообщение|转发的邮件',
  ].join('|')})[-\\s]{0,40}$|^(?:Begin forwarded message|Début du message réexpédié|Anfang der weitergeleiteten Nachricht)\\s?:$`,
  'i',
);

/** The header block that Outlook puts above what it quotes, in the languages it speaks. */
const FROM = /^[>*\s]*(?:From|Von|De|Da|Van|Od|Från|Fra|प्रेषक|से|От|发件人|差出人)\s?[*]?\s?[:：]\s?[*]?\s*\S/i;
const BLOCK_FIELDS = new RegExp(
  `^[>*\\s]*(?:${[
    'Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Data|Fecha|Verzonden|Wysłano|Skickat|Sendt|भेजा गया|भेजे गए',
    'दिनांक|Отправлено|发送时间|送信日時|To|An|À|Para|A|Aan|Do|Till|Til|प्रति|को|Кому|收件人|宛先|Cc|Subject|Betreff|Objet',
    'Asunto|Oggetto|Assunto|Onderwerp|Temat|Ämne|Emne|विषय|Тема|主题|件名',
  ].join('|')})\\s?[*]?\\s?[:：]`,
  'i',
);

/**
 * Parts what is new from what is quoted, in each text of a message. A signature stays with what is new. Where the writer answers between
 * quoted lines, the lines without a quote sign are new. What he passes on is new, too: `is_forward` says that the subject tells so.
 * Nothing new at all: then all of it is.
 */
export function separateQuoted(texts: readonly { text: string; quote_at: number }[], is_forward = false): QuotedText {
  const parted = texts.map(({ text, quote_at }) => partText(text, quote_at, is_forward));
  const joined = (pieces: string[]) => pieces.filter((piece) => piece !== '').join('\n\n');
  const new_text = joined(parted.map((piece) => piece.new_text));
  if (new_text === '') return { new_text: joined(texts.map(({ text }) => text.trim())), quoted_text: '' };
  return { new_text, quoted_text: joined(parted.map((piece) => piece.quoted_text)) };
}

function partText(text: string, marked_at: number, is_forward: boolean): QuotedText {
  const whole = text.trim();
  const lines = whole.split('\n');
  const { places, forward_at } = starts(lines, is_forward);
  if (marked_at >= 0 && !is_forward) places.push(marked(lines, whole.slice(0, marked_at)));
  const first = places.reduce<Start | undefined>((best, place) => (!best || place.line < best.line ? place : best), undefined);
  // The mail program marks what is passed on as it marks what is quoted, from the line on that says so, or the one above.
  if (forward_at >= 0 && (!first || first.line >= forward_at - 1)) return cutAt(lines, undefined);
  const answered = first?.prefixed ? interleaved(lines, first.line) : undefined;
  return answered ?? cutAt(lines, first);
}

interface Start {
  line: number;
  /** Whether what follows carries quote signs, so that there may be answers below and between. */
  prefixed: boolean;
}

function cutAt(lines: string[], start: Start | undefined): QuotedText {
  if (!start) return { new_text: lines.join('\n').trim(), quoted_text: '' };
  return { new_text: lines.slice(0, start.line).join('\n').trim(), quoted_text: lines.slice(start.line).join('\n').trim() };
}

/** Where quoting may begin, by the first sign of it, and where what is passed on begins, if nothing is quoted before; -1 without. */
function starts(lines: string[], is_forward: boolean): { places: Start[]; forward_at: number } {
  const found: Start[] = [];
  const last = Math.min(lines.length, MAX_LINES);
  for (let at = 0; at < last && found.length === 0; at += 1) {
    const line = lines[at]!.trim();
    if (line === '') continue;
    if (line.startsWith('>')) {
      if (isQuotedBlock(lines, at)) found.push({ line: at, prefixed: true });
    } else if (FORWARDS.test(line)) {
      return { places: found, forward_at: at };
    } else if (RULES.test(line) || isHeaderBlock(lines, at)) {
      if (is_forward) return { places: found, forward_at: at };
      const rule = at > 0 && /^[_-]{5,}$/.test(lines[at - 1]!.trim()) ? at - 1 : at;
      found.push({ line: rule, prefixed: false });
    } else {
      const length = attributionLength(lines, at);
      if (length > 0)
        found.push({ line: at, prefixed: (lines.slice(at + length).find((next) => next.trim() !== '') ?? '').trim().startsWith('>') });
    }
  }
  return { places: found, forward_at: -1 };
}

/** The place that the mail program itself marked; above the quoted lines may stand who wrote them. */
function marked(lines: string[], before: string): Start {
  const line = before === '' ? 0 : before.split('\n').length;
  const next = lines
    .slice(line)
    .filter((text) => text.trim() !== '')
    .slice(0, WRAPPED + 1);
  return { line, prefixed: next.some((text) => text.startsWith('>')) };
}

/** How many lines an attribution takes that begins here; 0 when none does. */
function attributionLength(lines: string[], at: number): number {
  const first = lines[at]!.trim();
  // Only what looks like the beginning of one goes on in the next line.
  const most = OPENING.test(first) ? WRAPPED : 1;
  let joined = '';
  for (let length = 1; length <= most && at + length <= lines.length; length += 1) {
    const next = lines[at + length - 1]!.trim();
    if (next === '' || next.startsWith('>')) return 0;
    joined = joined === '' ? next : `${joined} ${next}`;
    if (joined.length > 700) return 0;
    // A date or an address is in every one of them: "I wrote:" alone is none.
    if (/[\d०-९@]/.test(joined) && ATTRIBUTIONS.some((pattern) => pattern.test(joined))) return length;
  }
  return 0;
}

/** From, and at least two of Sent, To, Subject right below it. */
function isHeaderBlock(lines: string[], at: number): boolean {
  if (!FROM.test(lines[at]!)) return false;
  let fields = 0;
  for (const line of lines.slice(at + 1, at + 8)) if (BLOCK_FIELDS.test(line)) fields += 1;
  return fields >= 2;
}

/** Two quoted lines, or one at the end: a single line that begins with > may be anything. */
function isQuotedBlock(lines: string[], at: number): boolean {
  const next = lines.slice(at + 1).find((line) => line.trim() !== '');
  return next === undefined || next.trim().startsWith('>');
}

/** Answers below or between quoted lines; undefined when there are none. */
function interleaved(lines: string[], from: number): QuotedText | undefined {
  const begins = lines.findIndex((line, at) => at >= from && line.trim().startsWith('>'));
  const added = lines.slice(begins).filter((line) => !line.trim().startsWith('>'));
  if (added.join('').trim() === '') return undefined;
  const fresh = [...lines.slice(0, from), ...added];
  const old = [...lines.slice(from, begins), ...lines.slice(begins).filter((line) => line.trim().startsWith('>'))];
  return {
    new_text: fresh
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    quoted_text: old.join('\n').trim(),
  };
}
