import { Injectable } from '@nestjs/common';
import {
  InjectResource,
  ResourceService,
  type CommittedRow,
  type HookData,
  type ResourceHooks,
} from '../../../lib/index.js';
import { Mails } from './mails.js';
import { UserProfile } from './user-profile.entity.js';
import type { User } from './user.entity.js';

/** What belongs to every account, whoever makes it. */
@Injectable()
export class UserHooks implements ResourceHooks<User> {
  constructor(
    @InjectResource(UserProfile) private readonly profiles: ResourceService<UserProfile>,
    private readonly mails: Mails,
  ) {}

  beforeCreate(data: HookData<User>): void {
    writeAddress(data);
  }

  beforeUpdate(data: HookData<User>): void {
    writeAddress(data);
  }

  /** In the same transaction: there is no account without a profile. */
  async afterCreate({ id }: User): Promise<void> {
    await this.profiles.create({ userId: id });
  }

  /** Behind the answer, once all of it is stored. */
  async afterCommit({ operation, entity }: CommittedRow<User>): Promise<void> {
    if (operation === 'create') await this.mails.send(entity.email, `Welcome, ${entity.name}!`);
  }
}

/** People do not remember in which letters they have written their address. */
function writeAddress(data: HookData<User>): void {
  if (typeof data.email === 'string') data.email = data.email.toLowerCase();
}
