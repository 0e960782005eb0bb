import { Injectable, Logger } from '@nestjs/common';

/** Would send mails, and only says so. */
@Injectable()
export class Mails {
  private readonly logger = new Logger('Mails');

  send(_address: string, subject: string): Promise<void> {
    this.logger.log(subject);
    return Promise.resolve();
  }
}
