import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import { CorrectiveActionsService } from './correctiveActions.service.js';
import {
  CorrectiveActionDetailDto,
  CorrectiveActionDto,
  CorrectiveActionPageDto,
  CreateCorrectiveActionDto,
  ListCorrectiveActionsDto,
  StepOfCorrectiveActionDto,
  UpdateCorrectiveActionDto,
} from './dto/correctiveAction.dto.js';
import { correctiveActionNotFound, returnCauseNotFound } from './returnRca.errors.js';

@ApiTags('Return causes')
@Controller('return-rca/corrective-actions')
@Require('return_rca')
export class CorrectiveActionsController {
  constructor(private readonly actions: CorrectiveActionsService) {}

  /** List corrective actions, newest first. */
  @Get()
  list(@Query() query: ListCorrectiveActionsDto): Promise<CorrectiveActionPageDto> {
    return this.actions.list(query);
  }

  /** Get a corrective action, and whether its cause came again. */
  @Get(':id')
  @Refuses(correctiveActionNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CorrectiveActionDetailDto> {
    return this.actions.get(id, new Date());
  }

  /** Plan a corrective action. */
  @Post()
  @Refuses(returnCauseNotFound)
  create(@Body() body: CreateCorrectiveActionDto, @CurrentUser() user: CurrentUserData): Promise<CorrectiveActionDto> {
    return this.actions.create(body, user.id);
  }

  /** Change a corrective action. */
  @Patch(':id')
  @Refuses(correctiveActionNotFound, staleVersion)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCorrectiveActionDto): Promise<CorrectiveActionDto> {
    return this.actions.update(id, body);
  }

  /**
   * Take a step with a corrective action, such as start or finish.
   * @remarks Returns with its cause that come after the day on which it is finished are told as repeats.
   */
  @Post(':id/actions')
  @Require('return_rca', 'edit')
  @HttpCode(200)
  @Refuses(correctiveActionNotFound, staleVersion, stepNotAllowed)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: StepOfCorrectiveActionDto): Promise<CorrectiveActionDetailDto> {
    return this.actions.act(id, body, new Date());
  }

  /** Delete a corrective action. */
  @Delete(':id')
  @Refuses(correctiveActionNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<CorrectiveActionDto> {
    return this.actions.remove(id);
  }
}
