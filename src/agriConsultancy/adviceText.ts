import type { AgriProductDto } from './dto/agriAdvice.dto.js';

type Product = Omit<AgriProductDto, 'id'>;

/** Advice as a farmer reads it: a line for each product, then the words. */
export function adviceText(words: string, products: readonly Product[]): string {
  const lines = products.map((product, n) => `${products.length > 1 ? `${n + 1}. ` : ''}${productText(product)}`);
  return [...lines, ...(words.trim() === '' ? [] : [words.trim()])].join('\n');
}

/** The same in one line, for the value of a template. */
export function adviceLine(words: string, products: readonly Product[]): string {
  const signs = [...adviceText(words, products).replace(/\s+/g, ' ')];
  return signs.length > 1024 ? `${signs.slice(0, 1023).join('')}…` : signs.join('');
}

/** The day of the first repetition, counted from the day of the advice; null where nothing is repeated. */
export function firstRepeat(products: readonly Pick<Partial<Product>, 'repeat_after_days'>[], day: string): string | null {
  const days = products.flatMap(({ repeat_after_days }) => repeat_after_days ?? []);
  return days.length > 0 ? new Date(Date.parse(day) + Math.min(...days) * 86_400_000).toISOString().slice(0, 10) : null;
}

function productText({ name, dose, dose_unit, water, water_unit, method, waiting_days, repeat_after_days }: Product): string {
  const said = [
    `${dose} ${spelled(dose_unit)}`,
    ...(water === null || water_unit === null ? [] : [`with water ${water} ${spelled(water_unit)}`]),
    ...(method === null || method === 'other' ? [] : [spelled(method)]),
    ...(repeat_after_days === null ? [] : [`again after ${daysOf(repeat_after_days)}`]),
    ...(waiting_days === null
      ? []
      : [waiting_days === 0 ? 'up to the harvest' : `not in the last ${daysOf(waiting_days)} before the harvest`]),
  ];
  return `${name}: ${said.join(', ')}.`;
}

function spelled(word: string): string {
  return word.replaceAll('_', ' ').replaceAll('/', ' per ');
}

function daysOf(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
