import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Require } from '../../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { forbidden } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { roleNotFound } from '../../roles/roles.errors.js';
import { teamNotFound } from '../../teams/teams.errors.js';
import { userNotFound } from '../notifications.errors.js';
import { approvalReasonRequired, approvalRequestNotFound } from './approvals.errors.js';
import { ApprovalsService } from './approvals.service.js';
import {
  ApprovalDetailDto,
  ApprovalLimitDto,
  ApprovalNoteDto,
  ApprovalPageDto,
  ListApprovalsDto,
  RejectApprovalDto,
  SetApprovalLimitDto,
} from './dto/approval.dto.js';
import { AskApprovalDto } from './dto/askApproval.dto.js';

/** What applying an approved request may be refused with: the kinds say what. */
const REFUSED_BY_KINDS = ['stale_version', 'step_not_allowed', 'customer_not_found', 'refund_not_found'];

@ApiTags('Approvals')
@Controller('notifications/approval-requests')
@Authenticated({ person: true })
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  /**
   * List approval requests, newest first.
   * @remarks Without `view` of approvals you see what you asked for, and what is asked of you.
   */
  @Get()
  listApprovalRequests(@Query() query: ListApprovalsDto, @CurrentUser() user: CurrentUserData): Promise<ApprovalPageDto> {
    return this.approvals.list(query, user.id);
  }

  /**
   * Ask for an approval.
   * @remarks You have to be able to view what it is about. A thing waits for one decision at a time.
   */
  @Post()
  @Require('approvals', 'create', { person: true })
  @Refuses(
    forbidden,
    userNotFound,
    roleNotFound,
    teamNotFound,
    'approval_kind_unknown',
    'approval_subject_not_found',
    'approval_already_pending',
  )
  requestApproval(@Body() body: AskApprovalDto, @CurrentUser() user: CurrentUserData): Promise<ApprovalDetailDto> {
    return this.approvals.request(body, user.id, new Date());
  }

  /** Get an approval request with what it is about, its history, and whether you may decide it. */
  @Get(':id')
  @Refuses(approvalRequestNotFound)
  getApprovalRequest(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<ApprovalDetailDto> {
    return this.approvals.get(id, user.id);
  }

  /**
   * Approve a request: what was asked for happens with it, or the approval is not given.
   * @remarks Not your own, nor above the limit of your role. The second decision is 409, with the outcome of the first.
   */
  @Post(':id/approve')
  @HttpCode(200)
  @Refuses(
    approvalRequestNotFound,
    'approval_not_allowed',
    'approval_already_decided',
    'approval_expired',
    'approval_content_changed',
    ...REFUSED_BY_KINDS,
  )
  approveRequest(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { note }: ApprovalNoteDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ApprovalDetailDto> {
    return this.approvals.decide(id, 'approved', note, user.id);
  }

  /** Reject a request, with the reason. */
  @Post(':id/reject')
  @HttpCode(200)
  @Refuses(
    approvalRequestNotFound,
    approvalReasonRequired,
    'approval_not_allowed',
    'approval_already_decided',
    'approval_expired',
    ...REFUSED_BY_KINDS,
  )
  rejectRequest(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: RejectApprovalDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ApprovalDetailDto> {
    return this.approvals.decide(id, 'rejected', reason, user.id);
  }

  /** Take back what you asked for. */
  @Post(':id/withdraw')
  @HttpCode(200)
  @Refuses(approvalRequestNotFound, 'approval_not_allowed', 'approval_already_decided')
  withdrawRequest(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { note }: ApprovalNoteDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ApprovalDetailDto> {
    return this.approvals.withdraw(id, note, user.id);
  }
}

@ApiTags('Approvals')
@Controller('notifications/approval-limits')
@Require('approvals')
export class ApprovalLimitsController {
  constructor(private readonly approvals: ApprovalsService) {}

  /** List up to which amounts roles decide. */
  @Get()
  listApprovalLimits(): Promise<ApprovalLimitDto[]> {
    return this.approvals.limits();
  }

  /**
   * Set, or remove, up to which amount a role decides.
   * @remarks A role without a limit decides nothing that costs money; one that may do everything decides all.
   */
  @Put()
  @Require('roles', 'edit', { person: true })
  @Refuses(roleNotFound, 'approval_kind_unknown')
  setApprovalLimit(@Body() body: SetApprovalLimitDto): Promise<ApprovalLimitDto[]> {
    return this.approvals.setLimit(body);
  }
}
