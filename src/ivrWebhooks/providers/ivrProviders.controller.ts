import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { conflict, staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { OnceOnly } from '../../common/idempotency/onceOnly.decorator.js';
import { ivrProviderNotFound, ivrSampleMissing, mappingVersionNotFound } from '../ivrWebhooks.errors.js';
import {
  CreateIvrProviderDto,
  IvrMappingVersionPageDto,
  IvrProviderDto,
  IvrProviderPageDto,
  IvrProviderTestDto,
  IvrProviderWithSecretDto,
  IvrReplayDto,
  ListIvrMappingVersionsDto,
  ListIvrProvidersDto,
  ReadyMadeMappingDto,
  ReplayIvrProviderDto,
  RestoreIvrMappingDto,
  RotatedIvrSecretDto,
  TestIvrProviderDto,
  UpdateIvrProviderDto,
} from './dto/ivrProvider.dto.js';
import { IvrProvidersService } from './ivrProviders.service.js';
import { IvrTrialService } from './ivrTrial.service.js';

@ApiTags('IVR providers')
@Controller('ivr-providers')
@Require('ivr_providers')
export class IvrProvidersController {
  constructor(
    private readonly providers: IvrProvidersService,
    private readonly trials: IvrTrialService,
  ) {}

  /** List IVR providers, newest first. */
  @Get()
  list(@Query() query: ListIvrProvidersDto): Promise<IvrProviderPageDto> {
    return this.providers.list(query);
  }

  /**
   * Add an IVR provider.
   * @remarks The response is the only place that shows the webhook address with its secret.
   */
  @Post()
  @OnceOnly()
  @Refuses('ivr_provider_exists')
  create(@Body() body: CreateIvrProviderDto, @CurrentUser() user: CurrentUserData): Promise<IvrProviderWithSecretDto> {
    return this.providers.create(body, user.id);
  }

  /** List ready-made mappings. */
  @Get('ready-made')
  listReadyMadeMappings(): ReadyMadeMappingDto[] {
    return this.providers.readyMade();
  }

  /** Get an IVR provider. */
  @Get(':id')
  @Refuses(ivrProviderNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<IvrProviderDto> {
    return this.providers.get(id);
  }

  /**
   * Change an IVR provider.
   * @remarks Another mapping holds for events from now on; `replay` reads the stored ones again.
   */
  @Patch(':id')
  @Refuses(ivrProviderNotFound, staleVersion, conflict)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateIvrProviderDto): Promise<IvrProviderDto> {
    return this.providers.update(id, body);
  }

  /**
   * Remove an IVR provider.
   * @remarks Its events are refused from now on and its secret is deleted; the calls stay.
   */
  @Delete(':id')
  @Require('ivr_providers', 'edit')
  @Refuses(ivrProviderNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<IvrProviderDto> {
    return this.providers.remove(id);
  }

  /**
   * Create a new secret for the webhook address.
   * @remarks For 24 hours, the former address is accepted as well.
   */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @OnceOnly()
  @Require('ivr_providers', 'edit')
  @Refuses(ivrProviderNotFound)
  rotateIvrSecret(@Param('id', ParseUUIDPipe) id: string): Promise<RotatedIvrSecretDto> {
    return this.providers.rotateSecret(id);
  }

  /**
   * Say what a request would become, field by field, and why.
   * @remarks Nothing is stored. Without a request the stored sample is tried; with a mapping that one instead of the stored.
   */
  @Post(':id/test')
  @HttpCode(200)
  @Require('ivr_providers', 'edit')
  @Refuses(ivrProviderNotFound, ivrSampleMissing)
  test(@Param('id', ParseUUIDPipe) id: string, @Body() body: TestIvrProviderDto): Promise<IvrProviderTestDto> {
    return this.trials.test(id, body, new Date());
  }

  /** List the versions of a mapping, newest first. */
  @Get(':id/versions')
  @Refuses(ivrProviderNotFound)
  listIvrMappingVersions(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ListIvrMappingVersionsDto,
  ): Promise<IvrMappingVersionPageDto> {
    return this.providers.listVersions(id, query);
  }

  /** Make an earlier version of the mapping the present one. */
  @Post(':id/restore-version')
  @HttpCode(200)
  @Require('ivr_providers', 'edit')
  @Refuses(ivrProviderNotFound, mappingVersionNotFound)
  restoreIvrMappingVersion(@Param('id', ParseUUIDPipe) id: string, @Body() body: RestoreIvrMappingDto): Promise<IvrProviderDto> {
    return this.providers.restoreVersion(id, body.version);
  }

  /**
   * Read the stored requests again, with the mapping of now.
   * @remarks `dry_run`, the default, says what would change, also under a mapping that is not saved. What people entered stays.
   */
  @Post(':id/replay')
  @HttpCode(200)
  @Require('ivr_providers', 'edit')
  @Refuses(ivrProviderNotFound)
  replayIvrProvider(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReplayIvrProviderDto): Promise<IvrReplayDto> {
    return this.trials.replay(id, body, new Date());
  }
}
