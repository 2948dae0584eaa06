import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { OnceOnly } from '../common/idempotency/onceOnly.decorator.js';
import { ApiKeysService } from './apiKeys.service.js';
import {
  ApiKeyDto,
  ApiKeyPageDto,
  CreateApiKeyDto,
  IssuedApiKeyDto,
  ListApiKeysDto,
  RotateApiKeyDto,
  UpdateApiKeyDto,
} from './dto/apiKey.dto.js';
import { apiKeyNotFound, expiryIsPast, scopeNotHeld } from './apiKeys.errors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';

const PERSON = { person: true } as const;

@ApiTags('API keys')
@Controller('api-keys')
@Require('api_keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  /** List API keys, newest first. */
  @Get()
  list(@Query() query: ListApiKeysDto): Promise<ApiKeyPageDto> {
    return this.apiKeys.list(query, new Date());
  }

  /** Get an API key. */
  @Get(':id')
  @Refuses(apiKeyNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ApiKeyDto> {
    return this.apiKeys.get(id, new Date());
  }

  /**
   * Create an API key.
   * @remarks The response is the only place where the key is shown.
   */
  @Post()
  @Require('api_keys', 'create', PERSON)
  @OnceOnly()
  @Refuses(scopeNotHeld, 'scope_unknown', expiryIsPast)
  create(@Body() body: CreateApiKeyDto, @CurrentUser() user: CurrentUserData): Promise<IssuedApiKeyDto> {
    return this.apiKeys.create(body, user, new Date());
  }

  /** Change the name, scopes, expiry or rate limit of an API key. */
  @Patch(':id')
  @Require('api_keys', 'edit', PERSON)
  @Refuses(apiKeyNotFound, 'api_key_revoked', scopeNotHeld, 'scope_unknown', expiryIsPast)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateApiKeyDto, @CurrentUser() user: CurrentUserData): Promise<ApiKeyDto> {
    return this.apiKeys.update(id, body, user, new Date());
  }

  /** Revoke an API key, immediately and permanently. */
  @Delete(':id')
  @Refuses(apiKeyNotFound)
  revoke(@Param('id', ParseUUIDPipe) id: string): Promise<ApiKeyDto> {
    return this.apiKeys.revoke(id, new Date());
  }

  /**
   * Replace an API key with a new one.
   * @remarks The old key keeps working for `grace_seconds`. The response is the only place where the new key is shown.
   */
  @Post(':id/rotate')
  @Require('api_keys', 'edit', PERSON)
  @HttpCode(200)
  @OnceOnly()
  @Refuses(apiKeyNotFound, 'api_key_revoked', scopeNotHeld)
  rotate(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RotateApiKeyDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<IssuedApiKeyDto> {
    return this.apiKeys.rotate(id, body.grace_seconds!, user, new Date());
  }
}
