import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { runLightApi } from '../../lib/index.js';
import { Article } from './article.entity.js';
import { Comment } from './comment.entity.js';
import { DeskAccounts } from './desk-accounts.js';
import { seed } from './seed.js';
import { Ticket } from './ticket.entity.js';
import { User } from './user.entity.js';

// LIGHTAPI_JWT_SECRET is what tokens are signed with; without it they are good until the next start.
const app = await runLightApi({
  entities: [User, Ticket, Comment, Article],
  tenancy: { field: 'companyId' },
  auth: { accounts: DeskAccounts, imports: [TypeOrmModule.forFeature([User])] },
});
await seed(app.get(DataSource));
