/** An order as its shop tells of it. Amounts are in the smallest unit of the currency. */
export interface ShopOrder {
  order_number: string;
  currency: string;
  paid_minor: number;
  /** What the shop itself has given back. */
  refunded_minor: number;
  /** The payment that a payout goes back to; null when the shop does not say it. */
  payment_ref: string | null;
}

/** Where orders come from. */
export interface OrderShop {
  /** Null when there is no such order. Raises ProviderError. */
  find(order_number: string): Promise<ShopOrder | null>;
}
