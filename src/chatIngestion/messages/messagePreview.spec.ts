import { messagePreview } from './messagePreview.js';

describe('the preview of a message', () => {
  it('is cut between signs, never within one', () => {
    const family = '👨‍👩‍👧‍👦';
    const preview = messagePreview({ type: 'text', text: family.repeat(200) });
    expect(preview).toBe(`${family.repeat(160)}…`);
  });

  it('is short however long the text', () => {
    expect(messagePreview({ type: 'text', text: 'ab '.repeat(21_846) }).length).toBeLessThan(170);
    // A sign that never ends.
    expect(messagePreview({ type: 'text', text: `a${'\u0301'.repeat(100_000)}` }).length).toBeLessThanOrEqual(6_400);
  });

  it('names what has no text', () => {
    expect(messagePreview({ type: 'document', text: null, file_name: 'bill feb.pdf' })).toBe('Document: bill feb.pdf');
    expect(messagePreview({ type: 'audio', text: null, is_voice: true })).toBe('Voice message');
    expect(messagePreview({ type: 'image', text: ' \n ' })).toBe('Photo');
    expect(messagePreview({ type: 'image', text: 'see\n photo' })).toBe('see photo');
  });
});
