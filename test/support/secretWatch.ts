/** A secret that was found where it must not be. */
export interface Leak {
  secret: string;
  form: string;
  line: string;
}

/** Shorter ones would be found in innocent text. */
const MIN_LENGTH = 8;

/** Collects what the product writes, and knows what must never be in it. */
export class SecretWatch {
  private readonly secrets = new Map<string, string>();
  private readonly written: string[] = [];

  /** Names a secret that is in use from now on. */
  plant(name: string, secret: unknown): void {
    if (typeof secret === 'string' && secret.length >= MIN_LENGTH) this.secrets.set(secret, name);
  }

  /** A destination for a pino logger. */
  write(line: string): void {
    this.written.push(line);
  }

  get lines(): string[] {
    return this.written.join('').split('\n').filter(Boolean);
  }

  /** Where secrets appear: as they are, or encoded. */
  leaks(lines = this.lines): Leak[] {
    const text = lines.join('\n');
    return [...this.secrets].flatMap(([secret, name]) =>
      formsOf(secret)
        .filter(([, form]) => text.includes(form))
        .map(([form, found]) => ({
          secret: name,
          form,
          line: lines
            .find((line) => line.includes(found))!
            .replaceAll(found, '<HERE>')
            .slice(0, 500),
        })),
    );
  }

  /** For the end of a test file: raises naming each secret and the line it stands in. */
  expectNoSecrets(): void {
    const leaks = this.leaks();
    if (leaks.length > 0) throw new Error(`Secrets in the log: ${JSON.stringify(leaks, null, 2)}`);
  }
}

/** A text and what it becomes in addresses, headers and JSON. */
export function formsOf(secret: string): [form: string, text: string][] {
  const forms: [string, string][] = [
    ['as it is', secret],
    ['url-encoded', encodeURIComponent(secret)],
    ['form-encoded', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['hex', Buffer.from(secret).toString('hex')],
  ];
  // Inside a longer base64 text it begins at one of three places; the characters at its edges mix with what is around.
  for (const shift of [0, 1, 2]) {
    for (const encoding of ['base64', 'base64url'] as const) {
      const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
        .toString(encoding)
        .replace(/=+$/, '');
      forms.push([`${encoding} ${shift}`, whole.slice(shift === 0 ? 0 : shift + 1, -1)]);
    }
  }
  return forms;
}
