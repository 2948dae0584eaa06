import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { entityNotFound } from '../common/entities/entities.errors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { DecisionsService } from './decisions.service.js';
import { DecisionPageDto, ListDecisionsDto, WhyDto, WhyQueryDto } from './dto/decision.dto.js';

@ApiTags('Decisions')
@Controller()
@Authenticated()
export class DecisionsController {
  constructor(
    private readonly decisions: DecisionsService,
    private readonly permissions: PermissionsPort,
  ) {}

  /**
   * List automatic decisions, newest first.
   * @remarks You see decisions about things whose module you may view. What each was made from is in `GET /why/{entity_type}/{entity_id}`.
   */
  @Get('decisions')
  async listDecisions(@Query() query: ListDecisionsDto, @CurrentUser() user: CurrentUserData): Promise<DecisionPageDto> {
    return this.decisions.list(query, user.permissions ?? (await this.permissions.of(user.id)));
  }

  /**
   * Get the automatic decisions about one thing, newest first, with everything that they were made from.
   * @remarks Types are named as in events. What you may not view is not found.
   */
  @Get('why/:entity_type/:entity_id')
  @ApiParam({ name: 'entity_type', schema: { type: 'string', maxLength: 60 }, example: 'email' })
  @ApiParam({ name: 'entity_id', schema: { type: 'string', maxLength: 200 }, example: '7c9e6f0a-1111-4222-8333-444455556666' })
  @Refuses(entityNotFound)
  async getWhy(
    @Param('entity_type') type: string,
    @Param('entity_id') id: string,
    @Query() query: WhyQueryDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<WhyDto> {
    return this.decisions.why({ type, id }, query, user.permissions ?? (await this.permissions.of(user.id)));
  }
}
