import { Module } from '@nestjs/common';
import { AdminDashboardController } from './adminDashboard.controller.js';
import { AdminDashboardRepository } from './adminDashboard.repository.js';
import { AdminDashboardService } from './adminDashboard.service.js';

@Module({
  controllers: [AdminDashboardController],
  providers: [AdminDashboardService, AdminDashboardRepository],
})
export class AdminDashboardModule {}
