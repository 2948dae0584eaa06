import { SecretBox, SecretBoxError } from './secretBox.js';

describe('SecretBox', () => {
  const box = new SecretBox(['the key of today']);

  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = box.seal('whsec_ä', 'row:1');
    expect(box.open(sealed, 'row:1')).toBe('whsec_ä');
    expect(box.seal('whsec_ä', 'row:1')).not.toBe(sealed);
    expect(sealed).not.toContain('whsec');
  });

  it('opens what an older key sealed, and seals with the new one', () => {
    const sealed = box.seal('text', 'row:1');
    const rotated = new SecretBox(['the key of tomorrow', 'the key of today']);
    expect(rotated.open(sealed, 'row:1')).toBe('text');
    expect(() => box.open(rotated.seal('text', 'row:1'), 'row:1')).toThrow(SecretBoxError);
  });

  it.each([
    ['of another row', (sealed: string) => [sealed, 'row:2']],
    ['of an unknown key', () => [new SecretBox(['somebody else']).seal('text', 'row:1'), 'row:1']],
    ['that was changed', (sealed: string) => [`${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, 'row:1']],
    [
      'with a short tag',
      (sealed: string) => [
        sealed
          .split('.')
          .map((part, at) => (at === 3 ? part.slice(0, 6) : part))
          .join('.'),
        'row:1',
      ],
    ],
    ['that is none', () => ['plain', 'row:1']],
  ])('refuses a box %s', (_name, change) => {
    const [changed, place] = change(box.seal('text', 'row:1')) as [string, string];
    expect(() => box.open(changed, place)).toThrow(SecretBoxError);
  });
});
