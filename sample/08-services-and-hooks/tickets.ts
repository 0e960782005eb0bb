import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Numbers that guests are called by. */
@Injectable()
export class Tickets {
  next(): string {
    return randomBytes(4).toString('hex').toUpperCase();
  }
}
