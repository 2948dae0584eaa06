import type { ChatCapability, ChatContent } from '../../providers/ports/chatSender.port.js';
import type { ChatMessageType } from '../../providers/ports/parsedChat.js';
import type { ReplyChatDto } from './dto/chatReply.dto.js';
import { mediaRuleOf } from './chatMediaRules.js';
import { mediaRefused, templateValuesWrong } from './chatReplies.errors.js';

/** A file that goes along. */
export interface OutgoingFile {
  sha256: string;
  mime: string;
  file_name: string;
  size: number;
}

/** What a template of a provider takes. */
export interface TemplateShape {
  name: string;
  language: string;
  category: string | null;
  header: string;
  header_values: number;
  body: string;
  body_values: number;
  buttons: { kind: string; text: string; values: number }[];
}

/** A reply, decided in all but who gets it. */
export interface PreparedReply {
  type: ChatMessageType;
  text: string | null;
  /** What is shown of it beyond the text. */
  shown: Record<string, unknown> | null;
  /** For the provider; a file's address is put in when it is sent. */
  content: ChatContent;
  needs: ChatCapability[];
  files: OutgoingFile[];
}

/** What is sent for a reply whose words are filled in, and that says exactly one thing. Raises media_refused, template_values_wrong. */
export function prepareReply(
  reply: Pick<ReplyChatDto, 'text' | 'preview_url' | 'buttons' | 'list' | 'provider_template'> & { caption?: string },
  { file, template }: { file?: OutgoingFile; template?: TemplateShape },
): PreparedReply {
  const { text = '', buttons, list } = reply;
  if (template) return templateReply(reply.provider_template!, template, file);
  if (file) return mediaReply(file, reply.caption);
  const common = { text, files: [] };
  if (buttons) {
    const content = { type: 'buttons' as const, text, buttons: buttons.map(({ id, title }) => ({ id, title })) };
    return { ...common, type: 'interactive', shown: { buttons: content.buttons }, content, needs: ['buttons'] };
  }
  if (list) {
    const sections = list.sections.map(({ title, rows }) => ({
      ...(title !== undefined && { title }),
      rows: rows.map(({ id, title: name, description }) => ({ id, title: name, ...(description !== undefined && { description }) })),
    }));
    const content = { type: 'list' as const, text, button: list.button, sections };
    return { ...common, type: 'interactive', shown: { list: { button: list.button, sections } }, content, needs: ['list'] };
  }
  return {
    ...common,
    type: 'text',
    shown: null,
    content: { type: 'text', text, preview_url: reply.preview_url ?? false },
    needs: ['text'],
  };
}

function mediaReply(file: OutgoingFile, caption: string | undefined): PreparedReply {
  const kind = kindOf(file);
  const said = kind === 'audio' || kind === 'sticker' ? undefined : caption?.trim() || undefined;
  return {
    type: kind,
    text: said ?? null,
    shown: null,
    content: {
      type: 'media',
      media: kind,
      url: '',
      file_name: file.file_name,
      mime: file.mime,
      ...(said !== undefined && { caption: said }),
    },
    needs: ['media'],
    files: [file],
  };
}

function templateReply(
  given: NonNullable<ReplyChatDto['provider_template']>,
  template: TemplateShape,
  file: OutgoingFile | undefined,
): PreparedReply {
  const { body = [], header_text, buttons = {} } = given;
  const is_media = template.header !== 'none' && template.header !== 'text';
  const expected = {
    body: template.body_values,
    header: template.header === 'text' ? template.header_values : is_media ? 1 : 0,
    buttons: Object.fromEntries(template.buttons.flatMap(({ values }, place) => (values > 0 ? [[String(place), values]] : []))),
  };
  const counted = {
    body: body.length,
    header: (header_text !== undefined ? 1 : 0) + (file ? 1 : 0),
    buttons: Object.fromEntries(Object.entries(buttons).map(([place, values]) => [place, values.length])),
  };
  const fits =
    expected.body === counted.body &&
    expected.header === counted.header &&
    is_media === (file !== undefined) &&
    sameCounts(expected.buttons, counted.buttons);
  if (!fits) throw templateValuesWrong({ expected, given: counted, header: template.header });
  if (file && kindOf(file) !== template.header) throw mediaRefused({ mime: file.mime, wanted: template.header });
  const text = template.body.replace(/\{\{(\d+)\}\}/g, (token, place) => body[Number(place) - 1] ?? token);
  const header = file
    ? { kind: template.header as 'image' | 'document' | 'video', url: '', file_name: file.file_name }
    : header_text !== undefined
      ? { kind: 'text' as const, text: header_text }
      : undefined;
  const { name, language, category } = template;
  return {
    type: 'template',
    text,
    shown: { template: { name, language, header_text, buttons: template.buttons.map(({ text: title }) => title) } },
    content: {
      type: 'template',
      ...{ name, language, body },
      ...(category !== null && { category }),
      ...(header && { header }),
      ...(Object.keys(buttons).length > 0 && { buttons }),
    },
    needs: ['template'],
    files: file ? [file] : [],
  };
}

/** Raises media_refused. */
function kindOf({ mime, size }: OutgoingFile) {
  const { kind, max } = mediaRuleOf(mime);
  if (size > max) throw mediaRefused({ mime, size, limit: max });
  return kind;
}

function sameCounts(one: Record<string, number>, other: Record<string, number>): boolean {
  const places = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...places].every((place) => (one[place] ?? 0) === (other[place] ?? 0));
}
