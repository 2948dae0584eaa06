import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChatReplyService } from '../../chatIngestion/replies/chatReply.service.js';
import { ChatTemplatesService } from '../../chatIngestion/templates/chatTemplates.service.js';
import { WorkflowRegister } from '../../common/workflows/workflowRegister.js';
import { ContactPermissionService } from '../../customers/contactPermission.service.js';
import { EmailReplyService } from '../../gmailIngestion/replies/emailReply.service.js';
import { ApprovalsService } from '../../notifications/approvals/approvals.service.js';
import { RoutingService } from '../../routing/routing.service.js';
import { WorkflowMessages } from '../workflowMessages.js';
import { WorkflowsRepository } from '../workflows.repository.js';
import { ASSIGN, routeAction } from './assign.js';
import { approvalAction, TIMELINE_EVENT, WEBHOOK } from './callOut.js';
import { CREATE_TICKET } from './createTicket.js';
import { NOTIFY } from './notify.js';
import { replyAction } from './reply.js';
import { SET_FIELDS, TAG_ACTION } from './setFields.js';

/** What rules can do by themselves; other modules add theirs where they are. */
@Injectable()
export class WorkflowActions implements OnModuleInit {
  constructor(
    private readonly register: WorkflowRegister,
    private readonly routing: RoutingService,
    private readonly emails: EmailReplyService,
    private readonly chats: ChatReplyService,
    private readonly templates: ChatTemplatesService,
    private readonly permission: ContactPermissionService,
    private readonly messages: WorkflowMessages,
    private readonly repository: WorkflowsRepository,
    private readonly approvals: ApprovalsService,
  ) {}

  onModuleInit(): void {
    this.register.addAction(SET_FIELDS);
    this.register.addAction(TAG_ACTION);
    this.register.addAction(ASSIGN);
    this.register.addAction(routeAction(this.routing));
    this.register.addAction(NOTIFY);
    this.register.addAction(replyAction(this.emails, this.chats, this.templates, this.permission, this.messages, this.repository));
    this.register.addAction(CREATE_TICKET);
    this.register.addAction(WEBHOOK);
    this.register.addAction(approvalAction((now) => this.approvals.expiry(now)));
    this.register.addAction(TIMELINE_EVENT);
  }
}
