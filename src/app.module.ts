import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Logger } from 'pino';
import { ActivityLogModule } from './activityLog/activityLog.module.js';
import { AdminDashboardModule } from './adminDashboard/adminDashboard.module.js';
import { AgentFeedbackModule } from './agentFeedback/agentFeedback.module.js';
import { AgentsModule } from './agents/agents.module.js';
import { AgriConsultancyModule } from './agriConsultancy/agriConsultancy.module.js';
import { ApiKeysModule } from './apiKeys/apiKeys.module.js';
import { AuditsModule } from './audits/audits.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CallCategoriesModule } from './callCategories/callCategories.module.js';
import { ChatIngestionModule } from './chatIngestion/chatIngestion.module.js';
import { CalendarsModule } from './calendars/calendars.module.js';
import { AccessGuard } from './common/auth/access.guard.js';
import { RoleScopes } from './common/auth/roleScopes.service.js';
import { Callers } from './common/auth/callers.js';
import { TokenVerifier } from './common/auth/tokenVerifier.js';
import { ConfigService } from './common/config/config.service.js';
import { SecretBox } from './common/crypto/secretBox.js';
import { EntitiesModule } from './common/entities/entities.module.js';
import { FilesModule } from './common/files/files.module.js';
import { HealthModule } from './common/health/health.module.js';
import { IdempotencyModule } from './common/idempotency/idempotency.module.js';
import { LOGGER } from './common/log/logger.token.js';
import { JobsModule } from './common/jobs/jobs.module.js';
import { StrictQueryGuard } from './common/http/strictQuery.guard.js';
import { PublicAddress } from './common/http/publicAddress.js';
import { ImportsModule } from './common/imports/imports.module.js';
import { CsvInterceptor } from './common/list/csv.interceptor.js';
import { Phones } from './common/phone/phones.js';
import { PublicPagesModule } from './common/links/publicPages.js';
import { StatusModule } from './common/status/status.module.js';
import { SendsModule } from './common/sends/sends.module.js';
import { BusinessClock } from './common/timeRange/businessClock.js';
import { WebhookInboxModule } from './common/webhookInbox/webhookInbox.module.js';
import './common/realtime/realtime.errors.js';
import { RealtimeModule } from './common/realtime/realtime.module.js';
import { ChatTemplatesModule } from './chatIngestion/templates/chatTemplates.module.js';
import { CustomerFeedbackModule } from './customerFeedback/customerFeedback.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { CustomerTimelineModule } from './customerTimeline/customerTimeline.module.js';
import { DecisionsModule } from './decisions/decisions.module.js';
import { DepartmentsModule } from './departments/departments.module.js';
import { EmailTriageModule } from './emailTriage/emailTriage.module.js';
import { EmailGatewayModule } from './emailGateway/emailGateway.module.js';
import { GmailIngestionModule } from './gmailIngestion/gmailIngestion.module.js';
import { IvrWebhooksModule } from './ivrWebhooks/ivrWebhooks.module.js';
import { KaleyraVoiceModule } from './kaleyraVoice/kaleyraVoice.module.js';
import { LeadsModule } from './leads/leads.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { RefundsModule } from './refunds/refunds.module.js';
import { ReturnRcaModule } from './returnRca/returnRca.module.js';
import { QueryAssignmentsModule } from './queryAssignments/queryAssignments.module.js';
import { RolesModule } from './roles/roles.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { SearchModule } from './search/search.module.js';
import { SlaConfigModule } from './slaConfig/slaConfig.module.js';
import { SupabaseModule } from './supabase/supabase.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { SurveysModule } from './surveys/surveys.module.js';
import { TicketsModule } from './tickets/tickets.module.js';
import { WorkflowRegisterModule } from './common/workflows/workflowRegister.js';
import { WorkflowsModule } from './workflows/workflows.module.js';
import { VideoCallLeadsModule } from './videoCallLeads/videoCallLeads.module.js';
import { WebhookSubscriptionsModule } from './webhookSubscriptions/webhookSubscriptions.module.js';
import { YoutubeLeadsModule } from './youtubeLeads/youtubeLeads.module.js';

/** What the start worked out before the application existed. */
@Global()
@Module({})
class FoundationModule {
  static with(config: ConfigService, logger: Logger): DynamicModule {
    return {
      module: FoundationModule,
      providers: [
        { provide: ConfigService, useValue: config },
        { provide: LOGGER, useValue: logger },
        PublicAddress,
        BusinessClock,
        Phones,
        { provide: SecretBox, useFactory: () => new SecretBox(config.encryption_keys) },
      ],
      exports: [ConfigService, LOGGER, PublicAddress, BusinessClock, Phones, SecretBox],
    };
  }
}

@Module({})
export class AppModule {
  static with(config: ConfigService, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        FoundationModule.with(config, logger),
        SupabaseModule,
        FilesModule,
        JobsModule,
        HealthModule,
        RealtimeModule.with(config, { own_gateways: ['emails'] }),
        WebhookInboxModule,
        SendsModule,
        ImportsModule,
        EntitiesModule,
        StatusModule,
        PublicPagesModule,
        WorkflowRegisterModule,
        IdempotencyModule,
        RolesModule,
        AuthModule,
        ApiKeysModule,
        ActivityLogModule,
        KaleyraVoiceModule,
        GmailIngestionModule,
        ChatIngestionModule,
        AdminDashboardModule,
        EmailTriageModule,
        EmailGatewayModule.with(config),
        NotificationsModule,
        WebhookSubscriptionsModule,
        CustomersModule,
        CustomerTimelineModule,
        RefundsModule,
        ReturnRcaModule,
        TicketsModule,
        LeadsModule,
        VideoCallLeadsModule,
        YoutubeLeadsModule,
        SearchModule,
        DecisionsModule,
        QueryAssignmentsModule,
        RoutingModule,
        SlaConfigModule,
        ChatTemplatesModule,
        CalendarsModule,
        AgentsModule,
        AgriConsultancyModule,
        TeamsModule,
        DepartmentsModule,
        CallCategoriesModule,
        IvrWebhooksModule,
        WorkflowsModule,
        CustomerFeedbackModule,
        AgentFeedbackModule,
        SurveysModule,
        AuditsModule,
      ],
      providers: [
        TokenVerifier,
        Callers,
        { provide: APP_GUARD, useClass: AccessGuard },
        RoleScopes,
        { provide: APP_GUARD, useClass: StrictQueryGuard },
        CsvInterceptor,
      ],
    };
  }
}
