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

@ApiTags('Changes')
@Controller('changes')
@Require('changes')
export class ChangesController {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly reactions: ReactionsService,
  ) {}

  /** What happened after an event, oldest first, as far as your permissions show it: what the sockets send. */
  @Get()
  @Authenticated()
  list(@Query() query: ListChangesDto, @CurrentUser() user: CurrentUserData): Promise<ChangePageDto> {
    return this.feed.changes(user, query);
  }

  /** Durable reactions to the feed, and how far each has come. */
  @Get('reactions')
  listReactions(): Promise<ReactionDto[]> {
    return this.reactions.list();
  }

  /** Events that a reaction could not handle, and those that wait behind them, newest first. */
  @Get('failures')
  listFailures(@Query() query: ListChangeFailuresDto): Promise<ChangeFailurePageDto> {
    return this.reactions.listFailures(query) as unknown as Promise<ChangeFailurePageDto>;
  }

  /** Try a failed event again now. */
  @Post('failures/:id/retry')
  @HttpCode(200)
  @Require('changes', 'edit')
  retry(@Param('id', ParseIntPipe) id: number): Promise<ChangeFailureDto> {
    return this.reactions.retry(id);
  }

  /** Give an event up; the next one of the same thing is handled. */
  @Delete('failures/:id')
  dismiss(@Param('id', ParseIntPipe) id: number): Promise<ChangeFailureDto> {
    return this.reactions.dismiss(id);
  }
}
