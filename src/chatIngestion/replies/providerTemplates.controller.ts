import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { OpenToScopes } from '../../common/auth/roleScope.decorator.js';
import { conflict, providerNotConfigured } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { chatProviderInactive, chatProviderNotFound } from '../chatIngestion.errors.js';
import { notSupportedByProvider, providerTemplateNotFound, templateSyncNotFound } from './chatReplies.errors.js';
import {
  CreateProviderTemplateDto,
  ListProviderTemplatesDto,
  ProviderTemplateDto,
  ProviderTemplatePageDto,
  TemplateSyncDto,
} from './dto/providerTemplate.dto.js';
import { ProviderTemplatesService } from './providerTemplates.service.js';

@ApiTags('Chats')
@Controller()
@Require('chats')
export class ProviderTemplatesController {
  constructor(private readonly templates: ProviderTemplatesService) {}

  /** List the templates of chat providers. */
  @Get('provider-templates')
  @OpenToScopes()
  listProviderTemplates(@Query() query: ListProviderTemplatesDto): Promise<ProviderTemplatePageDto> {
    return this.templates.list(query);
  }

  /** Get a template of a chat provider. */
  @Get('provider-templates/:id')
  @OpenToScopes()
  @Refuses(providerTemplateNotFound)
  getProviderTemplate(@Param('id', ParseUUIDPipe) id: string): Promise<ProviderTemplateDto> {
    return this.templates.get(id);
  }

  /**
   * Enter an approved template by hand.
   * @remarks For a provider that does not list its templates.
   */
  @Post('provider-templates')
  @Require('chat_providers', 'edit')
  @Refuses(chatProviderNotFound, conflict)
  createProviderTemplate(@Body() body: CreateProviderTemplateDto): Promise<ProviderTemplateDto> {
    return this.templates.create(body);
  }

  /** Delete a template that was entered by hand. */
  @Delete('provider-templates/:id')
  @Require('chat_providers', 'edit')
  @Refuses(providerTemplateNotFound)
  deleteProviderTemplate(@Param('id', ParseUUIDPipe) id: string): Promise<ProviderTemplateDto> {
    return this.templates.remove(id);
  }

  /** Ask a provider for its templates, in the background. */
  @Post('chat-providers/:id/templates/sync')
  @Require('chat_providers', 'edit')
  @HttpCode(202)
  @Refuses(chatProviderNotFound, chatProviderInactive, notSupportedByProvider, providerNotConfigured)
  syncProviderTemplates(@Param('id', ParseUUIDPipe) id: string): Promise<TemplateSyncDto> {
    return this.templates.ask(id);
  }

  /** See how it went to ask a provider for its templates last. */
  @Get('chat-providers/:id/templates/sync')
  @Require('chat_providers')
  @Refuses(templateSyncNotFound)
  getTemplateSync(@Param('id', ParseUUIDPipe) id: string): Promise<TemplateSyncDto> {
    return this.templates.lastSync(id);
  }
}
