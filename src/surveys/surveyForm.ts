import type { AppError } from '../common/errors/appError.js';
import { escaped } from '../common/http/htmlPage.js';
import type { SurveyFormDto } from './dto/survey.dto.js';
import { surveyAnswered } from './surveys.errors.js';
import { type Answers, askedOf, languagesOf, MAX_ANSWER, type Question, scaleOf, type Texts } from './surveyQuestions.js';

/** The words of the page itself; other languages read English. */
const CHROME = {
  en: {
    title: 'Your opinion',
    send: 'Send',
    change: 'Change the answer',
    sent: 'Thank you.',
    over: 'Your answer is stored.',
    gone: 'This link does not work, or does not work any more.',
    wrong: 'Something is missing. Please go back and answer the first question.',
  },
  hi: {
    title: 'आपकी राय',
    send: 'भेजें',
    change: 'जवाब बदलें',
    sent: 'धन्यवाद।',
    over: 'आपका जवाब सहेजा गया है।',
    gone: 'यह लिंक काम नहीं करता।',
    wrong: 'कुछ छूट गया है। कृपया वापस जाकर पहले सवाल का जवाब दें।',
  },
};

/** What a refusal is for the customer. */
export function refusalPage({ code, statusCode }: AppError, language = 'en'): { title: string; body: string; language: string } {
  const words = chromeOf(language);
  const told = code === surveyAnswered.code ? words.over : statusCode === 400 ? words.wrong : words.gone;
  return { title: words.title, body: `<h1>${escaped(told)}</h1>`, language };
}

export interface Asked {
  questions: Question[];
  default_language: string;
  thanks: Texts;
  answers?: Answers | null;
  changeable_until?: Date | null;
}

/** What somebody is asked, in the wished language, or the default one. */
export function formOf(
  { questions, default_language, thanks, answers = null, changeable_until = null }: Asked,
  wished?: string | null,
): SurveyFormDto {
  const languages = languagesOf(questions);
  const language = languages.find((known) => known === wished) ?? default_language;
  return {
    language,
    languages,
    questions: questions.map(({ key, type, text, options = [], is_required = false, show_if }) => ({
      key,
      type,
      text: text[language]!,
      options: options.map((option) => ({ value: option.value, text: option.text[language]! })),
      scale: [...(scaleOf(type) ?? [])],
      is_required,
      ...(show_if && { show_if }),
    })),
    thanks: thanks[language] ?? thanks[default_language] ?? chromeOf(language).sent,
    answers,
    changeable_until: changeable_until?.toISOString() ?? null,
  };
}

/**
 * The page: a form while it can be answered or changed, thanks once it was. Without scripts: what depends on an answer is asked when that
 * is there.
 */
export function pageOf(
  form: SurveyFormDto,
  asked: readonly Question[],
  path: string,
  now: Date,
): { title: string; body: string; language: string } {
  const words = chromeOf(form.language);
  const answers = form.answers as Answers | null;
  const is_over = form.changeable_until !== null && Date.parse(form.changeable_until) <= now.getTime();
  const thanks = answers ? `<h1>${escaped(form.thanks)}</h1>` : `<h1>${escaped(words.title)}</h1>`;
  if (is_over) return { title: words.title, body: `${thanks}<p>${escaped(words.over)}</p>`, language: form.language };
  const keys = new Set(askedOf(asked, answers ?? {}).map(({ key }) => key));
  const fields = form.questions.filter(({ key }) => keys.has(key)).map((question) => fieldOf(question, answers?.[question.key]));
  const others = form.languages
    .filter((language) => language !== form.language)
    .map((language) => `<a href="?language=${encodeURIComponent(language)}" lang="${escaped(language)}">${escaped(language)}</a>`);
  const body = [
    `${thanks}<form method="post" action="${escaped(path)}">`,
    `<input type="hidden" name="language" value="${escaped(form.language)}">`,
    ...fields,
    `<p><button>${escaped(answers ? words.change : words.send)}</button></p></form>`,
    ...(others.length > 0 ? [`<p>${others.join(' ')}</p>`] : []),
  ].join('\n');
  return { title: words.title, body, language: form.language };
}

function chromeOf(language: string) {
  return language.split('-')[0] === 'hi' ? CHROME.hi : CHROME.en;
}

function fieldOf(
  { key, type, text, options, scale, is_required }: SurveyFormDto['questions'][number],
  answer: string | number | undefined,
): string {
  const name = `answers.${key}`;
  const required = is_required ? ' required' : '';
  const legend = `<legend>${escaped(text)}</legend>`;
  const given = String(answer ?? '');
  if (type === 'text') {
    const area = `<textarea name="${escaped(name)}" maxlength="${MAX_ANSWER}" aria-label="${escaped(text)}"${required}>`;
    return `<fieldset>${legend}${area}${escaped(given)}</textarea></fieldset>`;
  }
  const [least = 0, most = -1] = scale;
  const choices =
    scale.length > 0
      ? Array.from({ length: most - least + 1 }, (_, n) => ({ value: String(least + n), text: String(least + n) }))
      : options;
  const radios = choices.map(({ value, text: label }) => {
    const checked = given === value ? ' checked' : '';
    const input = `<input type="radio" name="${escaped(name)}" value="${escaped(value)}"${checked}${required}>`;
    return `<label>${input} ${escaped(label)}</label>`;
  });
  return `<fieldset>${legend}${radios.join('')}</fieldset>`;
}
