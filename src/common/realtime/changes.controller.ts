import { Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Require } from '../auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../auth/currentUser.js';
import { ChangeFeedService } from './changeFeed.service.js';
import {
  ChangeFailureDto,
  ChangeFailurePageDto,
  ChangePageDto,
  ListChangeFailuresDto,
  ListChangesDto,
  ReactionDto,
} from './dto/change.dto.js';
import { ReactionsService } from './reactions.service.js';
import { Refuses } from '../errors/refuses.decorator.js';

@ApiTags('Changes')
@Controller('changes')
@Require('changes')
export class ChangesController {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly reactions: ReactionsService,
  ) {}

  /**
   * List changes after an event, oldest first.
   * @remarks Returns the events that the sockets send, limited to those your permissions let you see.
   */
  @Get()
  @Authenticated()
  list(@Query() query: ListChangesDto, @CurrentUser() user: CurrentUserData): Promise<ChangePageDto> {
    return this.feed.changes(user, query);
  }

  /** List the reactions to the change feed and their progress. */
  @Get('reactions')
  listChangeReactions(): Promise<ReactionDto[]> {
    return this.reactions.list();
  }

  /**
   * List events that a reaction could not handle, newest first.
   * @remarks Includes the events that wait for them.
   */
  @Get('failures')
  listChangeFailures(@Query() query: ListChangeFailuresDto): Promise<ChangeFailurePageDto> {
    return this.reactions.listFailures(query) as unknown as Promise<ChangeFailurePageDto>;
  }

  /** Retry a failed event now. */
  @Post('failures/:id/retry')
  @HttpCode(200)
  @Require('changes', 'edit')
  @Refuses('change_failure_not_found', 'change_failure_waits')
  retryChangeFailure(@Param('id', ParseIntPipe) id: number): Promise<ChangeFailureDto> {
    return this.reactions.retry(id);
  }

  /**
   * Dismiss a failed event.
   * @remarks The next event of the same entity is then handled.
   */
  @Delete('failures/:id')
  @Refuses('change_failure_not_found')
  dismissChangeFailure(@Param('id', ParseIntPipe) id: number): Promise<ChangeFailureDto> {
    return this.reactions.dismiss(id);
  }
}
