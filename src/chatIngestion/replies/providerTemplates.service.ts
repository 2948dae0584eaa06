import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/appError.js';
import { providerNotConfigured } from '../../common/errors/commonErrors.js';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { task } from '../../common/jobs/task.js';
import { ContactPermissionService } from '../../customers/contactPermission.service.js';
import { ProviderError } from '../../providers/providerError.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { chatProviderInactive, chatProviderNotFound } from '../chatIngestion.errors.js';
import { ChatSenders } from '../providers/chatSenders.js';
import { notSupportedByProvider, providerTemplateNotFound, templateSyncNotFound } from './chatReplies.errors.js';
import type {
  CreateProviderTemplateDto,
  ListProviderTemplatesDto,
  ProviderTemplateDto,
  ProviderTemplatePageDto,
  TemplateSyncDto,
} from './dto/providerTemplate.dto.js';

export const syncTemplates = task('chats.sync_templates', { provider_id: 'string' });

/** Templates that a refusal offers. */
const MOST_OFFERED = 20;

/** Templates that WhatsApp has approved. */
@Injectable()
export class ProviderTemplatesService {
  private readonly templates: Table<'provider_templates', ProviderTemplateDto>;
  private readonly syncs: Table<'provider_template_syncs'>;
  private readonly providers: Table<'chat_providers'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly jobs: JobsService,
    private readonly senders: ChatSenders,
    private readonly permission: ContactPermissionService,
  ) {
    this.templates = tables.of('provider_templates', {
      notFound: providerTemplateNotFound,
      filters: ['provider_id', 'status', 'language', 'category'],
      search: ['name', 'body'],
      sort: ['name', 'updated_at'],
    });
    this.syncs = tables.of('provider_template_syncs', { sort: ['asked_at'] });
    this.providers = tables.of('chat_providers', { notFound: chatProviderNotFound, hidden: 'deleted_at' });
  }

  list(query: ListProviderTemplatesDto): Promise<ProviderTemplatePageDto> {
    return this.templates.page(query);
  }

  /** Raises provider_template_not_found. */
  get(id: string): Promise<ProviderTemplateDto> {
    return this.templates.get(id);
  }

  /** For a provider that does not list its templates. Raises chat_provider_not_found, conflict. */
  async create({ buttons = [], ...body }: CreateProviderTemplateDto): Promise<ProviderTemplateDto> {
    await this.providers.get(body.provider_id);
    const places = [...body.body.matchAll(/\{\{(\d+)\}\}/g)].map(([, place]) => Number(place));
    return this.templates.insert({
      ...body,
      body_values: Math.max(0, ...places),
      buttons: buttons.map(({ kind, text, values }) => ({ kind, text, values })),
      status: 'approved',
      source: 'person',
    });
  }

  /** Raises provider_template_not_found. */
  remove(id: string): Promise<ProviderTemplateDto> {
    return this.templates.remove(id, { source: 'person' });
  }

  /**
   * Asks the provider, in the background. Raises chat_provider_not_found, chat_provider_inactive, provider_not_configured,
   * not_supported_by_provider.
   */
  async ask(provider_id: string): Promise<TemplateSyncDto> {
    const { is_active } = await this.providers.get(provider_id);
    if (!is_active) throw chatProviderInactive({ provider_id });
    const sender = await this.senders.named(provider_id);
    if (!sender.capabilities.has('template_list')) throw notSupportedByProvider({ needs: ['template_list'] });
    return this.functions.call<'ask_provider_templates', TemplateSyncDto>('ask_provider_templates', { p_provider_id: provider_id });
  }

  /** How it went to ask last. Raises template_sync_not_found. */
  async lastSync(provider_id: string): Promise<TemplateSyncDto> {
    const [sync] = await this.syncs.all({ provider_id });
    if (!sync) throw templateSyncNotFound({ provider_id });
    return sync;
  }

  /** Asks all providers that can be asked. Raises what kept one from being asked that could be, once the others are. */
  async askAll(): Promise<void> {
    const active = await this.providers.all({ is_active: true });
    const asked = await Promise.allSettled(active.map(({ id }) => this.ask(id)));
    for (const one of asked) if (one.status === 'rejected' && !cannotBeAsked(one.reason)) throw one.reason;
  }

  /** What the job does. A provider that is away is asked again by the job's own tries. */
  async sync(provider_id: string, signal: AbortSignal): Promise<void> {
    try {
      const sender = await this.senders.named(provider_id);
      const found = await sender.listTemplates(signal);
      const templates = found.map((template) => ({ ...template, category: template.category?.toLowerCase() ?? null }));
      await this.functions.call('sync_provider_templates', { p_provider_id: provider_id, p_templates: templates });
    } catch (error) {
      const { code, message } =
        error instanceof ProviderError || error instanceof AppError ? error : { code: 'sync_failed', message: String(error) };
      await this.functions.call('fail_template_sync', { p_provider_id: provider_id, p_code: code, p_message: message });
      if (error instanceof ProviderError && error.kind !== 'temporary') return;
      throw error;
    }
  }

  /** Approved templates that this customer may be sent now, in his language first. */
  async fitting(provider_id: string, customer_id: string | null, now: Date): Promise<FittingTemplate[]> {
    const { data } = await this.templates.page({ provider_id, status: ['approved'], limit: 200, order: 'asc' } as ListProviderTemplatesDto);
    const allowed = new Map<string, boolean>();
    for (const purpose of new Set(data.map(({ category }) => purposeOf(category)))) {
      allowed.set(purpose, customer_id === null || (await this.permission.mayContact(customer_id, 'whatsapp', purpose, now)).allowed);
    }
    return data
      .filter(({ category }) => allowed.get(purposeOf(category)))
      .slice(0, MOST_OFFERED)
      .map(({ id, name, language, category, header, body, body_values }) => ({ id, name, language, category, header, body, body_values }));
  }
}

/** It is not switched on, has no key, or has no list of templates: nothing that a later try would change. */
function cannotBeAsked(error: unknown): boolean {
  return error instanceof AppError && NOT_ASKED.includes(error.code);
}
const NOT_ASKED = [chatProviderInactive, chatProviderNotFound, notSupportedByProvider, providerNotConfigured].map(({ code }) => code);

export type FittingTemplate = Pick<ProviderTemplateDto, 'id' | 'name' | 'language' | 'category' | 'header' | 'body' | 'body_values'>;

/** What a template is for, as the customer's permissions see it: what is neither service nor a code is an offer. */
export function purposeOf(category: string | null): 'service' | 'marketing' {
  return ['utility', 'authentication'].includes(category?.toLowerCase() ?? '') ? 'service' : 'marketing';
}
