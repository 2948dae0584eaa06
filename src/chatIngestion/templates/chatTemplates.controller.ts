import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, OpenToScopes, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { templateMalformed, templateValueInvalid, templateVariableUnknown } from '../../common/templates/templates.errors.js';
import { chatTemplateNotFound, shortcutTaken, variableReserved } from './chatTemplates.errors.js';
import { ChatTemplatesService } from './chatTemplates.service.js';
import {
  ChatTemplateDto,
  ChatTemplatePageDto,
  CreateChatTemplateDto,
  ListChatTemplatesDto,
  PreviewChatTemplateDto,
  PreviewUnsavedTemplateDto,
  TemplatePreviewDto,
  UpdateChatTemplateDto,
} from './dto/chatTemplate.dto.js';

@ApiTags('Canned texts')
@Controller('chat-templates')
@Require('chat_templates')
export class ChatTemplatesController {
  constructor(private readonly templates: ChatTemplatesService) {}

  /** List canned texts, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListChatTemplatesDto): Promise<ChatTemplatePageDto> {
    return this.templates.list(query);
  }

  /** Get a canned text. */
  @Get(':id')
  @ScopedBy('chat_template', chatTemplateNotFound)
  @Refuses(chatTemplateNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ChatTemplateDto> {
    return this.templates.get(id);
  }

  /**
   * Save a canned text.
   * @remarks A variable that does not exist is refused, with the place where it stands.
   */
  @Post()
  @Refuses(templateMalformed, templateVariableUnknown, variableReserved, shortcutTaken)
  create(@Body() body: CreateChatTemplateDto, @CurrentUser() user: CurrentUserData): Promise<ChatTemplateDto> {
    return this.templates.create(body, user.id);
  }

  /** Preview a text before it is saved. */
  @Post('preview')
  @OpenToScopes()
  @Require('chat_templates', 'view')
  @HttpCode(200)
  @Refuses(templateMalformed, templateVariableUnknown, variableReserved, templateValueInvalid)
  previewUnsavedTemplate(@Body() body: PreviewUnsavedTemplateDto): TemplatePreviewDto {
    return this.templates.previewOf(body);
  }

  /** Preview a canned text, with sample values or your own. */
  @Post(':id/preview')
  @ScopedBy('chat_template', chatTemplateNotFound)
  @Require('chat_templates', 'view')
  @HttpCode(200)
  @Refuses(chatTemplateNotFound, templateValueInvalid)
  previewTemplate(@Param('id', ParseUUIDPipe) id: string, @Body() { values }: PreviewChatTemplateDto): Promise<TemplatePreviewDto> {
    return this.templates.preview(id, values);
  }

  /** Change a canned text. */
  @Patch(':id')
  @Refuses(chatTemplateNotFound, staleVersion, templateMalformed, templateVariableUnknown, variableReserved, shortcutTaken)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateChatTemplateDto): Promise<ChatTemplateDto> {
    return this.templates.update(id, body);
  }

  /**
   * Delete a canned text.
   * @remarks Messages that were sent with it stay as they are, and its shortcut is free again.
   */
  @Delete(':id')
  @Refuses(chatTemplateNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<ChatTemplateDto> {
    return this.templates.remove(id);
  }
}
