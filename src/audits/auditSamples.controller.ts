import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { conflict, forbidden } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { auditorUnfit, auditSampleNotFound, auditScorecardNotFound, scorecardNotForThis } from './audits.errors.js';
import { AuditSamplesService } from './auditSamples.service.js';
import {
  AuditSampleDetailDto,
  AuditSamplePageDto,
  AuditSamplePreviewDto,
  CreateAuditSampleDto,
  ListAuditSamplesDto,
} from './dto/auditSample.dto.js';

@ApiTags('Audits')
@Controller('audits/samples')
@Require('audits', 'edit')
export class AuditSamplesController {
  constructor(private readonly samples: AuditSamplesService) {}

  /** List samples, newest first. */
  @Get()
  list(@Query() query: ListAuditSamplesDto): Promise<AuditSamplePageDto> {
    return this.samples.list(query);
  }

  /** Get a sample, and how much was drawn of each agent. */
  @Get(':id')
  @Refuses(auditSampleNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<AuditSampleDetailDto> {
    return this.samples.get(id);
  }

  /** Show what a sample would draw; nothing is written. */
  @Post('preview')
  @Require('audits', 'create')
  @HttpCode(200)
  @Refuses(auditScorecardNotFound, scorecardNotForThis, auditorUnfit, forbidden)
  previewAuditSample(@Body() body: CreateAuditSampleDto, @CurrentUser() user: CurrentUserData): Promise<AuditSamplePreviewDto> {
    return this.samples.preview(body, user);
  }

  /**
   * Draw work to audit, by rule and seed.
   * @remarks What has an audit is never drawn. The same rule and seed a second time answers the first draw.
   */
  @Post()
  @Require('audits', 'create')
  @Refuses(auditScorecardNotFound, scorecardNotForThis, auditorUnfit, forbidden, conflict)
  create(@Body() body: CreateAuditSampleDto, @CurrentUser() user: CurrentUserData): Promise<AuditSampleDetailDto> {
    return this.samples.create(body, user);
  }
}
