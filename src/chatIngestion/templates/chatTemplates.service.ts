import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/appError.js';
import { conflict } from '../../common/errors/commonErrors.js';
import { listed } from '../../common/list/listed.js';
import {
  checkTemplates,
  type Fillable,
  type Filled,
  fillTemplates,
  sampleValues,
  type TemplateTarget,
  type TemplateValues,
  type Variable,
  variablesOf,
} from '../../common/templates/template.js';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import type { Condition } from '../../supabase/conditions.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Insert, Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { chatTemplateNotFound, chatTemplateUnusable, shortcutTaken, variableReserved } from './chatTemplates.errors.js';
import type {
  ChatTemplateDto,
  ChatTemplatePageDto,
  CreateChatTemplateDto,
  ListChatTemplatesDto,
  PreviewUnsavedTemplateDto,
  TemplatePreviewDto,
  TemplateVariableDto,
  UpdateChatTemplateDto,
} from './dto/chatTemplate.dto.js';
import { KNOWN_VARIABLES } from './knownVariables.js';

const COLUMNS = [
  'id',
  'shortcut',
  'title',
  'body',
  'channel',
  'team',
  'language',
  'category',
  'variables',
  'active',
  'usage_count',
  'last_used_at',
  'created_by',
  'created_at',
  'updated_at',
  'version',
] as const;

/** Whom a text is written to, by whom. */
export interface TextContext {
  customer_id: string | null;
  /** Known of the customer from the message that is answered, where the customer's row does not say it. */
  customer?: { name?: string; phone?: string; email?: string };
  user_id: string;
  now: Date;
}

/** Canned texts of chats and e-mails. */
@Injectable()
export class ChatTemplatesService {
  private readonly templates: Table<'chat_templates', ChatTemplateDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly clock: BusinessClock,
  ) {
    this.templates = tables.of('chat_templates', {
      notFound: chatTemplateNotFound,
      columns: COLUMNS,
      hidden: 'deleted_at',
      filters: ['language', 'category', 'active'],
      search: ['shortcut', 'title', 'body'],
      sort: ['created_at', 'updated_at', 'title', 'usage_count'],
    });
  }

  list({ channel, team, ...query }: ListChatTemplatesDto): Promise<ChatTemplatePageDto> {
    const more: Condition[] = [];
    if (channel !== undefined) more.push({ columns: ['channel'], operator: 'in', value: ['any', channel] });
    if (team !== undefined) more.push({ columns: ['team'], operator: 'in', value: ['', ...listed(team)!] });
    return this.templates.page(query, more);
  }

  /** Raises chat_template_not_found. */
  get(id: string): Promise<ChatTemplateDto> {
    return this.templates.get(id);
  }

  /** Raises template_malformed, template_variable_unknown, variable_reserved, shortcut_taken. */
  async create(body: CreateChatTemplateDto, created_by: string): Promise<ChatTemplateDto> {
    const { variables = [], ...template } = body;
    checkBody(template.body, variables);
    return unlessTaken(template, this.templates.insert({ ...template, variables: stored(variables), created_by }));
  }

  /** Raises chat_template_not_found, stale_version, and what `create` raises. */
  async update(id: string, { version, variables, ...change }: UpdateChatTemplateDto): Promise<ChatTemplateDto> {
    const now = await this.templates.get(id);
    checkBody(change.body ?? now.body, variables ?? now.variables);
    // Text and variables are checked together: a change in between would go unchecked.
    const seen = version ?? (change.body !== undefined || variables !== undefined ? now.version : undefined);
    const row = { ...change, ...(variables && { variables: stored(variables) }) };
    return unlessTaken({ ...now, ...change }, this.templates.update(id, row, { version: seen }));
  }

  /** Raises chat_template_not_found. */
  remove(id: string): Promise<ChatTemplateDto> {
    return this.templates.remove(id);
  }

  /** Raises chat_template_not_found, template_value_invalid. */
  async preview(id: string, values: TemplateValues | undefined): Promise<TemplatePreviewDto> {
    return this.previewOf({ ...(await this.templates.get(id)), values });
  }

  /** What a text would look like that need not be saved. Raises what `create` and `preview` raise. */
  previewOf({ body, language = 'en', variables = [], values }: PreviewUnsavedTemplateDto): TemplatePreviewDto {
    checkBody(body, variables);
    const declared = [...KNOWN_VARIABLES, ...variables];
    const shown = sampleValues(declared, values);
    const { text } = fillTemplates({ text: { text: body, target: 'text' } }, { declared, values: shown, language });
    const used = new Set(variablesOf(body));
    return {
      text,
      values: declared
        .filter(({ name }) => used.has(name))
        .map((variable) => {
          const value = String(shown[variable.name]);
          return { ...variable, value, is_sample: value === variable.sample };
        }),
    };
  }

  /**
   * A canned text as it is sent, on this channel. What the sender says counts more than what is known. Raises chat_template_not_found,
   * chat_template_unusable, template_value_missing, template_value_invalid.
   */
  async fill(
    id: string,
    channel: 'chat' | 'email',
    given: TemplateValues,
    context: TextContext,
    target: TemplateTarget,
  ): Promise<{ text: string; language: string }> {
    const { body, variables, language, active, ...template } = await this.templates.get(id);
    if (!active) throw chatTemplateUnusable({ id, reason: 'inactive' });
    if (template.channel !== 'any' && template.channel !== channel) throw chatTemplateUnusable({ id, reason: 'channel' });
    const values = { ...(await this.known(variablesOf(body), context)), ...given };
    return {
      language,
      ...fillTemplates({ text: { text: body, target } }, { declared: [...KNOWN_VARIABLES, ...variables], values, language }),
    };
  }

  /**
   * Words that a sender wrote with variables: those that every text may use, and those that come with a value. Raises template_malformed,
   * template_variable_unknown, template_value_missing, template_value_invalid.
   */
  async fillWords<T extends Record<string, Fillable | undefined>>(
    words: T,
    given: TemplateValues,
    context: TextContext,
  ): Promise<Filled<T>> {
    const own = Object.keys(given).filter((name) => !KNOWN_VARIABLES.some((known) => known.name === name));
    const declared: Variable[] = [...KNOWN_VARIABLES, ...own.map((name) => ({ name, kind: 'text' as const, sample: '' }))];
    const texts = Object.values(words).flatMap((word) => (word ? variablesOf(word.text) : []));
    return fillTemplates(words, { declared, values: { ...(await this.known(texts, context)), ...given }, language: 'en' });
  }

  private async known(used: string[], { customer_id, customer = {}, user_id, now }: TextContext): Promise<TemplateValues> {
    if (!KNOWN_VARIABLES.some(({ name }) => used.includes(name))) return {};
    const facts = await this.functions.call<'get_template_values', TemplateValues>('get_template_values', {
      p_customer_id: customer_id,
      p_user_id: user_id,
    });
    const said = Object.entries(customer).filter(([, value]) => value);
    return { today: this.clock.today(now), ...Object.fromEntries(said.map(([key, value]) => [`customer.${key}`, value])), ...facts };
  }
}

function checkBody(body: string, variables: TemplateVariableDto[]): void {
  const reserved = variables.filter(({ name }) => KNOWN_VARIABLES.some((known) => known.name === name)).map(({ name }) => name);
  if (reserved.length > 0) throw variableReserved({ variables: reserved });
  checkTemplates({ body }, [...KNOWN_VARIABLES, ...variables]);
}

function stored(variables: TemplateVariableDto[]): NonNullable<Insert<'chat_templates'>['variables']> {
  return variables.map(({ name, kind, sample }) => ({ name, kind, sample }));
}

async function unlessTaken<T>({ shortcut, team, language }: Partial<ChatTemplateDto>, written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (error instanceof AppError && error.code === conflict.code) throw shortcutTaken({ shortcut, team, language });
    throw error;
  }
}
