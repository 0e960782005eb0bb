import { Injectable } from '@nestjs/common';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { ActionContext, ResourceAction } from '../../../lib/index.js';
import { ShopAccounts } from './shop-accounts.js';
import type { User } from './user.entity.js';

export class PasswordBody {
  @IsString()
  @MinLength(12)
  @MaxLength(255)
  password: string;
}

/** A password comes in by one door, and its hash leaves by none. */
@Injectable()
export class SetPassword implements ResourceAction<User, PasswordBody> {
  constructor(private readonly accounts: ShopAccounts) {}

  async run({ row, body, save }: ActionContext<User, PasswordBody>): Promise<void> {
    await save(Object.assign(row, { passwordHash: await this.accounts.hashPassword(body.password) }));
  }
}
