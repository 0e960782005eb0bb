import { ForbiddenException, Injectable, type CanActivate } from '@nestjs/common';

/** An ordinary Nest guard: the whole context is closed while the shop is. */
@Injectable()
export class OpeningHoursGuard implements CanActivate {
  isOpen = true;

  canActivate(): boolean {
    if (!this.isOpen) throw new ForbiddenException('The shop is closed.');
    return true;
  }
}
