import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { OnceOnly } from '../../common/idempotency/onceOnly.decorator.js';
import { chatProviderNotFound } from '../chatIngestion.errors.js';
import { ChatProvidersService } from './chatProviders.service.js';
import { ChatProviderTestService } from './chatProviderTest.service.js';
import { ChatProviderTestDto, TestChatProviderDto } from './dto/chatProviderTest.dto.js';
import {
  ChatProviderDto,
  ChatProviderPageDto,
  ChatProviderWithSecretDto,
  CreateChatProviderDto,
  ListChatProvidersDto,
  RotatedChatAddressDto,
  UpdateChatProviderDto,
} from './dto/chatProvider.dto.js';

@ApiTags('Chat providers')
@Controller('chat-providers')
@Require('chat_providers')
export class ChatProvidersController {
  constructor(
    private readonly providers: ChatProvidersService,
    private readonly tests: ChatProviderTestService,
  ) {}

  /** List chat providers, newest first. */
  @Get()
  list(@Query() query: ListChatProvidersDto): Promise<ChatProviderPageDto> {
    return this.providers.list(query);
  }

  /**
   * Add an account of a chat provider.
   * @remarks The response is the only place that shows the webhook address with its secret.
   */
  @Post()
  @OnceOnly()
  @Refuses('chat_provider_exists')
  create(@Body() body: CreateChatProviderDto, @CurrentUser() user: CurrentUserData): Promise<ChatProviderWithSecretDto> {
    return this.providers.create(body, user.id);
  }

  /** Get a chat provider. */
  @Get(':id')
  @Refuses(chatProviderNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ChatProviderDto> {
    return this.providers.get(id);
  }

  /** Change a chat provider. */
  @Patch(':id')
  @Refuses(chatProviderNotFound, staleVersion, 'chat_provider_exists')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateChatProviderDto): Promise<ChatProviderDto> {
    return this.providers.update(id, body);
  }

  /**
   * Remove a chat provider.
   * @remarks Its events are refused from now on and its secrets are deleted; the conversations stay.
   */
  @Delete(':id')
  @Refuses(chatProviderNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<ChatProviderDto> {
    return this.providers.remove(id);
  }

  /**
   * Create a new secret for the webhook address.
   * @remarks For 24 hours, the former address is accepted as well.
   */
  @Post(':id/rotate-address')
  @HttpCode(200)
  @OnceOnly()
  @Require('chat_providers', 'edit')
  @Refuses(chatProviderNotFound)
  rotateChatProviderAddress(@Param('id', ParseUUIDPipe) id: string): Promise<RotatedChatAddressDto> {
    return this.providers.rotateAddress(id);
  }

  /**
   * Say what a webhook body would become, and why.
   * @remarks Nothing is stored.
   */
  @Post(':id/test')
  @HttpCode(200)
  @Require('chat_providers', 'edit')
  @Refuses(chatProviderNotFound)
  test(@Param('id', ParseUUIDPipe) id: string, @Body() body: TestChatProviderDto): Promise<ChatProviderTestDto> {
    return this.tests.test(id, body);
  }
}
