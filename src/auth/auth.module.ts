import { Module } from '@nestjs/common';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { EmbeddedAuth } from './embeddedAuth.js';

@Module({
  controllers: [AuthController],
  providers: [AuthService, EmbeddedAuth],
  exports: [EmbeddedAuth],
})
export class AuthModule {}
