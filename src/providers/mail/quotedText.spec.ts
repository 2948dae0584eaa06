import { separateQuoted } from './quotedText.js';

const part = (text: string, quote_at = -1) => separateQuoted([{ text, quote_at }]);
const split = (...lines: string[]) => part(lines.join('\n'));

describe('separateQuoted', () => {
  it.each([
    ['Gmail', 'On Tue, 24 Feb 2026 at 09:15, Asha Rao <asha@example.com> wrote:'],
    ['Gmail, wrapped', 'On Tue, 24 Feb 2026 at 09:15, Asha Rao\n<asha@example.com> wrote:'],
    ['Apple Mail', 'On 24-Feb-2026, at 9:15 AM, Asha Rao <asha@example.com> wrote:'],
    ['German', 'Am Di., 24. Feb. 2026 um 09:15 Uhr schrieb Asha Rao <asha@example.com>:'],
    ['French', 'Le mar. 24 févr. 2026 à 09:15, Asha Rao <asha@example.com> a écrit :'],
    ['Spanish', 'El mar, 24 feb 2026 a las 9:15, Asha Rao (<asha@example.com>) escribió:'],
    ['Italian', 'Il giorno mar 24 feb 2026 alle ore 09:15 Asha Rao <asha@example.com> ha scritto:'],
    ['Portuguese', 'Em ter., 24 de fev. de 2026 às 09:15, Asha Rao <asha@example.com> escreveu:'],
    ['Dutch', 'Op di 24 feb 2026 om 09:15 schreef Asha Rao <asha@example.com>:'],
    ['Hindi', 'मंगल, 24 फ़र॰ 2026 को 9:15 am बजे को Asha Rao <asha@example.com> ने लिखा:'],
    ['Hindi, wrapped', 'मंगल, 24 फ़र॰ 2026 को 9:15 am बजे को Asha Rao\n<asha@example.com> ने लिखा:'],
    [
      'Outlook',
      'From: Asha Rao <asha@example.com>\nSent: Tuesday, 24 February 2026 09:15\nTo: Support <support@example.com>\nSubject: A question',
    ],
    [
      'Outlook with a rule',
      '________________________________\nFrom: Asha Rao <asha@example.com>\nSent: Tuesday, 24 February 2026 09:15\nTo: Support\n' +
        'Subject: A question',
    ],
    ['Outlook, German', 'Von: Asha Rao <asha@example.com>\nGesendet: Dienstag, 24. Februar 2026 09:15\nAn: Support\nBetreff: Eine Frage'],
    ['Outlook, Hindi', 'प्रेषक: Asha Rao <asha@example.com>\nभेजा गया: 24 फ़रवरी 2026\nप्रति: Support\nविषय: एक सवाल'],
    ['Outlook in Gmail', '*From:* Asha Rao <asha@example.com>\n*Sent:* Tuesday, 24 February 2026\n*To:* Support\n*Subject:* A question'],
    ['old Outlook', '-----Original Message-----\nFrom: Asha'],
    ['old Outlook, Hindi', '-----मूल संदेश-----\nAsha'],
  ])('finds the answered message of %s', (_, mark) => {
    const { new_text, quoted_text } = split('Thank you, it works.', '', '-- ', 'Ravi, Example Ltd', '', mark, '', 'Does it work?');
    expect(new_text).toBe('Thank you, it works.\n\n-- \nRavi, Example Ltd');
    expect(quoted_text).toBe(`${mark}\n\nDoes it work?`);
  });

  it('takes quoted lines at the end', () => {
    expect(split('Yes.', '', '> Does it work?', '> I ask.')).toEqual({ new_text: 'Yes.', quoted_text: '> Does it work?\n> I ask.' });
  });

  it('keeps answers below and between quoted lines', () => {
    const { new_text, quoted_text } = split('On Tue, 24 Feb 2026, Asha wrote:', '> Does it work?', 'Yes.', '> And on Sundays?', 'No.');
    expect(new_text).toBe('Yes.\nNo.');
    expect(quoted_text).toBe('On Tue, 24 Feb 2026, Asha wrote:\n> Does it work?\n> And on Sundays?');
  });

  it.each([
    ['a sentence', ['On Tuesday I wrote: please send it back.', 'Did you get it?']],
    ['a wish', ['I wrote:', 'please send 12 of them']],
    ['a line of a form', ['From: Pune to Delhi', 'I want to go there.']],
    ['a single sign', ['> 100 pieces, please.', 'By Tuesday.']],
    ['nothing', ['']],
  ])('leaves %s alone', (_, lines) => {
    expect(split(...lines)).toEqual({ new_text: lines.join('\n').trim(), quoted_text: '' });
  });

  it.each([
    [
      'Gmail',
      '---------- Forwarded message ---------\nFrom: Asha Rao <asha@example.com>\nDate: Tue\nSubject: Parcel\nTo: <ravi@example.com>',
    ],
    ['Thunderbird', '-------- Forwarded Message --------\nSubject: Parcel\nFrom: Asha Rao <asha@example.com>'],
    ['Apple Mail', 'Begin forwarded message:\n\n> From: Asha Rao <asha@example.com>\n> Subject: Parcel\n> Date: Tue\n> To: x'],
    ['Hindi Gmail', '---------- अग्रेषित संदेश ---------\nFrom: Asha Rao <asha@example.com>'],
  ])('takes what is passed on by %s as new', (_, mark) => {
    const lines = ['Please handle.', '', mark, '', 'My parcel is broken.'];
    expect(split(...lines)).toEqual({ new_text: lines.join('\n'), quoted_text: '' });
    // The mail program marks it as it marks what is quoted.
    expect(part(lines.join('\n'), 'Please handle.'.length)).toEqual({ new_text: lines.join('\n'), quoted_text: '' });
  });

  it('takes what Outlook passes on as new, which looks like an answer, by its subject', () => {
    const text = 'Please handle.\n\nFrom: Asha\nSent: Tuesday\nTo: Ravi\nSubject: Parcel\n\nMy parcel is broken.';
    expect(separateQuoted([{ text, quote_at: -1 }], true)).toEqual({ new_text: text, quoted_text: '' });
    expect(part(text).new_text).toBe('Please handle.');
  });

  it('leaves quoted what was passed on before the answer', () => {
    const { new_text } = split('Thank you.', '', 'On Tue, 24 Feb 2026, Asha wrote:', '> ---- Forwarded message ----', '> Old.');
    expect(new_text).toBe('Thank you.');
  });

  it('parts each text of a message', () => {
    const quoted = { text: 'Yes.\n\nOn Tue, 24 Feb 2026, Asha wrote:\n> Really?', quote_at: -1 };
    expect(separateQuoted([quoted, { text: 'One more thing.', quote_at: -1 }])).toEqual({
      new_text: 'Yes.\n\nOne more thing.',
      quoted_text: 'On Tue, 24 Feb 2026, Asha wrote:\n> Really?',
    });
    const bare = { text: '> Really?\n> I ask.', quote_at: -1 };
    expect(separateQuoted([bare])).toEqual({ new_text: bare.text, quoted_text: '' });
  });

  it('takes a bare forward as new', () => {
    const lines = ['---------- Forwarded message ---------', 'From: Asha', 'It does not work.'];
    expect(split(...lines)).toEqual({ new_text: lines.join('\n'), quoted_text: '' });
  });

  it('believes the mark of the mail program', () => {
    expect(part('Yes.\nDoes it work?', 4)).toEqual({ new_text: 'Yes.', quoted_text: 'Does it work?' });
    expect(part('Does it work?', 0)).toEqual({ new_text: 'Does it work?', quoted_text: '' });
  });

  it('is done soon with texts made to keep it busy', () => {
    const long = `${'On 1 '.repeat(100)}\n`.repeat(3_000) + '>'.repeat(100_000) + '\n> '.repeat(50_000);
    expect(part(long).new_text.length).toBeGreaterThan(0);
  });
});
