import { Telephone } from './telephone.js';

/** Bubbles that a telephone remembers. */
const LONGEST = 500;

export class Telephones {
  private readonly phones = new Map<string, Telephone>();

  constructor(private readonly newId: () => string) {}

  /** By number, in any spelling of its digits; it comes into being when it is first needed. */
  of(number: string, name?: string): Telephone {
    const digits = number.replace(/\D/g, '');
    if (!/^\d{7,15}$/.test(digits)) throw new RangeError(`${number} is no number with a country code`);
    let phone = this.phones.get(digits);
    if (!phone) {
      phone = new Telephone({ number: `+${digits}`, name: name ?? '', customer_id: this.newId() }, LONGEST);
      this.phones.set(digits, phone);
    }
    if (name) phone.contact.name = name;
    return phone;
  }

  find(number: string): Telephone | undefined {
    return this.phones.get(number.replace(/\D/g, ''));
  }

  list(): Telephone[] {
    return [...this.phones.values()];
  }
}
