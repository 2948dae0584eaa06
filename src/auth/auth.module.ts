import { Module } from '@nestjs/common';
import { AuthController } from './auth.controller.js';
import { AuthJobs } from './auth.jobs.js';
import { AuthService } from './auth.service.js';
import { EmbeddedAuth } from './embeddedAuth.js';
import { LoginThrottle } from './loginThrottle.js';

@Module({
  controllers: [AuthController],
  providers: [AuthService, EmbeddedAuth, LoginThrottle, AuthJobs],
  exports: [EmbeddedAuth],
})
export class AuthModule {}
