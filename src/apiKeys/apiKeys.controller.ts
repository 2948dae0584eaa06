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

const PERSON = { person: true } as const;

@ApiTags('API keys')
@Controller('api-keys')
@Require('api_keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  /** API keys, newest first. */
  @Get()
  list(@Query() query: ListApiKeysDto): Promise<ApiKeyPageDto> {
    return this.apiKeys.list(query, new Date());
  }

  /** One API key. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ApiKeyDto> {
    return this.apiKeys.get(id, new Date());
  }

  /** Make an API key. The answer is the only place where it is shown. */
  @Post()
  @Require('api_keys', 'create', PERSON)
  @OnceOnly()
  create(@Body() body: CreateApiKeyDto, @CurrentUser() user: CurrentUserData): Promise<IssuedApiKeyDto> {
    return this.apiKeys.create(body, user, new Date());
  }

  /** Change name, scopes, end or limit. */
  @Patch(':id')
  @Require('api_keys', 'edit', PERSON)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateApiKeyDto, @CurrentUser() user: CurrentUserData): Promise<ApiKeyDto> {
    return this.apiKeys.update(id, body, user, new Date());
  }

  /** Revoke an API key, at once and for good. */
  @Delete(':id')
  revoke(@Param('id', ParseUUIDPipe) id: string): Promise<ApiKeyDto> {
    return this.apiKeys.revoke(id, new Date());
  }

  /** Replace the key itself; the old one works for `grace_seconds` more. The answer is the only place where it is shown. */
  @Post(':id/rotate')
  @Require('api_keys', 'edit', PERSON)
  @HttpCode(200)
  @OnceOnly()
  rotate(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RotateApiKeyDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<IssuedApiKeyDto> {
    return this.apiKeys.rotate(id, body.grace_seconds!, user, new Date());
  }
}
