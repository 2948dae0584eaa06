import { Random } from '../../sandbox/random.js';
import type { ChatSandboxCore } from './chatSandboxCore.js';
import type { WriteOrder } from './dialect.js';

/** What invented customers write by themselves, and what lay in the chats before the demo began. */

export interface DemoPerson {
  name: string;
  /** E.164. */
  number: string;
}

type Line = Omit<WriteOrder, 'number' | 'name'>;

const PRODUCTS = ['A2 ghee', 'groundnut oil', 'forest honey', 'stone-ground atta', 'jaggery powder', 'turmeric powder'];

const OPENINGS: Line[] = [
  { text: 'Hi, where is my order {order}? It was due yesterday.' },
  { text: 'Namaste, mera order {order} abhi tak nahi aaya. Kab tak milega?' },
  { text: 'नमस्ते, {product} का दाम क्या है?' },
  { type: 'image', text: 'The {product} arrived like this' },
  { text: 'Can I still change the address of order {order}?' },
  { text: 'Paisa wapas chahiye, {product} kharab nikla' },
  { type: 'location', location: { latitude: 23.2599, longitude: 77.4126, name: 'My farm', address: 'Bhopal' } },
  { type: 'voice' },
  { type: 'document', text: 'Here is my bill' },
  { text: 'Do you deliver to Nagpur? I need 20 kg of atta' },
  { text: 'मेरा ऑर्डर {order} रद्द कर दीजिए' },
  { text: 'Thank you, the {product} is wonderful 🙏🏽' },
  { type: 'contacts', contacts: [{ name: 'Agro Shop', phones: ['+12025550143'] }] },
];

const ANSWERS = [
  'Thank you, I look into it.',
  'It leaves our warehouse today.',
  'We have sent you the money back.',
  'नमस्ते! अभी देखकर बताते हैं।',
];
const FOLLOW_UPS = ['ok thanks', 'How long will that take?', 'theek hai', 'धन्यवाद', 'Please hurry, we have guests on Sunday'];

export class DemoChats {
  private timer?: NodeJS.Timeout;
  private written = 0;

  constructor(
    private readonly sandboxes: readonly ChatSandboxCore[],
    private readonly people: readonly DemoPerson[],
    private readonly seed: string,
  ) {}

  /** One more message every so many seconds, of anybody but the first, until `stop`. */
  trickle(seconds: number): void {
    // A product that is away hears nothing of it: the next one is not far.
    this.timer ??= setInterval(() => void this.next().catch(() => undefined), seconds * 1000);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async next(): Promise<void> {
    const random = new Random(`${this.seed}/chat/${(this.written += 1)}`);
    const [, ...others] = this.people;
    if (others.length === 0) return;
    const person = random.pick(others);
    const line = random.pick(OPENINGS);
    await this.sandboxOf(person).write({ ...person, ...filled(line, random) });
  }

  /** The conversations of the days before `now`. Answers were typed on the business's own phone. Resolves when all of it was taken. */
  async past(days: number, now: Date): Promise<void> {
    for (const [index, person] of this.people.entries()) {
      const random = new Random(`${this.seed}/past/${index}`);
      const sandbox = this.sandboxOf(person);
      for (let talk = random.int(1, 3); talk > 0; talk -= 1) {
        let at = now.getTime() - Math.floor(random.next() * days * 86_400_000) - 3_600_000;
        const write = (line: Line) =>
          sandbox.write({ ...person, ...line, at: new Date(Math.min(at, now.getTime() - 60_000)).toISOString() });
        await write(filled(random.pick(OPENINGS), random));
        if (random.chance(0.3)) continue;
        at += random.int(2, 90) * 60_000;
        await write({ type: 'echo', text: random.pick(ANSWERS) });
        if (random.chance(0.5)) continue;
        at += random.int(1, 30) * 60_000;
        await write({ text: random.pick(FOLLOW_UPS) });
      }
    }
  }

  /** Each always writes to the same business number. */
  private sandboxOf({ number }: DemoPerson): ChatSandboxCore {
    return this.sandboxes[Number(number.at(-1)) % this.sandboxes.length]!;
  }
}

function filled(line: Line, random: Random): Line {
  const words: Record<string, string> = { order: String(5_550_000 + random.int(100, 9_999)), product: random.pick(PRODUCTS) };
  return {
    ...line,
    ...(line.text !== undefined && { text: line.text.replace(/\{(\w+)\}/g, (_match, name: string) => words[name] ?? '') }),
  };
}
