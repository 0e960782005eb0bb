import { Module } from '@nestjs/common';
import { LightApiModule } from '../../../lib/index.js';
import { Mails } from './mails.js';
import { PasswordBody, SetPassword } from './set-password.js';
import { ShopAccounts } from './shop-accounts.js';
import { UserProfile } from './user-profile.entity.js';
import { User } from './user.entity.js';
import { UserHooks } from './user-hooks.js';

/** Who is who. */
@Module({
  imports: [
    LightApiModule.forFeature(
      [
        {
          entity: User,
          hooks: [UserHooks],
          actions: {
            setPassword: {
              run: SetPassword,
              body: PasswordBody,
              method: 'PUT',
              path: 'password',
              answer: 'nothing',
              summary: 'Sets the password that the user logs in with.',
            },
          },
        },
        UserProfile,
      ],
      { tags: ['People'], providers: [ShopAccounts, Mails] },
    ),
  ],
})
export class PeopleModule {}
