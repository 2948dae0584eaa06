import type { INestApplicationContext } from '@nestjs/common';
import { WorkflowsService } from '../workflows/workflows.service.js';

/** Rules of the demo: an angry VIP becomes a ticket, large refunds wait for an approval, who was helped is asked. */
const ON = ['Angry e-mails of VIPs become urgent tickets', 'Large refunds need an approval', 'Ask how it was'];

/** Switches some rules on when there are none; later starts leave them as they are. */
export async function makeDemoWorkflows(app: INestApplicationContext, admin_id: string): Promise<void> {
  const workflows = app.get(WorkflowsService, { strict: false });
  if ((await workflows.list({ limit: 1 })).total > 0) return;
  const permissions = { roles: ['admin'], full_access: true, modules: {}, scoped: {} };
  const admin = { kind: 'user', id: admin_id, email: '', token: '', permissions } as const;
  for (const workflow of workflows.templates().filter(({ name }) => ON.includes(name)))
    await workflows.create({ ...workflow, is_active: true }, admin);
}
