import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import type { OrderShop } from '../providers/ports/orderShop.port.js';
import { ProviderError } from '../providers/providerError.js';
import { OrderShopClient } from '../providers/shop/orderShop.client.js';
import { orderAddress, SHOP } from '../providers/shop/shop.settings.js';
import { orderNotFound, shopUnavailable } from './refunds.errors.js';
import { RefundPayouts } from './refundPayouts.js';

/** What follows for a refund from its order. */
export interface OrderFacts {
  /** Of the shop, for the database, which keeps refunds within it; null where there is none. */
  order: { order_number: string; currency: string; paid_minor: number; refunded_elsewhere_minor: number } | null;
  is_unverified: boolean;
  payout_method: 'original' | 'manual';
  payment_ref: string;
}

/** What the shop says was paid. */
@Injectable()
export class RefundOrders {
  private readonly shop: OrderShop | null;

  constructor(
    config: ConfigService,
    private readonly payouts: RefundPayouts,
  ) {
    const address = orderAddress(config.of(SHOP));
    this.shop = address && new OrderShopClient(address);
  }

  /** Raises order_not_found, shop_unavailable. */
  async facts(order_number: string | undefined): Promise<OrderFacts> {
    if (!this.shop || !order_number) return { order: null, is_unverified: this.shop !== null, payout_method: 'manual', payment_ref: '' };
    const found = await this.shop.find(order_number).catch((error: unknown) => {
      if (error instanceof ProviderError) throw shopUnavailable({ code: error.code }, { message: error.message });
      throw error;
    });
    if (!found) throw orderNotFound({ order_number });
    const { currency, paid_minor, refunded_minor, payment_ref } = found;
    return {
      order: { order_number, currency, paid_minor, refunded_elsewhere_minor: refunded_minor },
      is_unverified: false,
      payout_method: payment_ref !== null && this.payouts.are_set_up ? 'original' : 'manual',
      payment_ref: payment_ref ?? '',
    };
  }
}
