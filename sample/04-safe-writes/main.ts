import { DataSource } from 'typeorm';
import { runLightApi } from '../../lib/index.js';
import { ExchangeRate } from './exchange-rate.entity.js';
import { Label } from './label.entity.js';
import { OrderItem } from './order-item.entity.js';
import { Order } from './order.entity.js';
import { Product } from './product.entity.js';
import { seed } from './seed.js';

const app = await runLightApi({ entities: [Product, ExchangeRate, Order, OrderItem, Label] });
await seed(app.get(DataSource));
