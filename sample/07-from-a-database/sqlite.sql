-- The store as it has grown over the years: SQLite 3.31 and later.
CREATE TABLE countries (
  code char(2) PRIMARY KEY,
  name varchar(60) NOT NULL UNIQUE
);

CREATE TABLE "Customer" (
  id text PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))),
  "E-Mail" varchar(120) NOT NULL CONSTRAINT "one customer an address" UNIQUE,
  "First Name" varchar(60),
  "Last Name" varchar(60) NOT NULL,
  "Straße" varchar(80),
  country char(2) NOT NULL DEFAULT 'DE' REFERENCES countries (code),
  newsletter boolean NOT NULL DEFAULT false,
  password_hash varchar(100),
  created_at datetime NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))
);

CREATE TABLE categories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name varchar(60) NOT NULL,
  parent_id integer REFERENCES categories (id) ON DELETE SET NULL
);

CREATE TABLE product (
  sku varchar(20) PRIMARY KEY,
  name varchar(120) NOT NULL,
  category_id integer REFERENCES categories (id),
  "Größe" varchar(10),
  price decimal(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
  "VAT %" smallint NOT NULL DEFAULT 19 CHECK ("VAT %" BETWEEN 0 AND 100),
  gross numeric(12,2) GENERATED ALWAYS AS (round(price * (100 + "VAT %") / 100.0, 2)) STORED,
  attributes json,
  keywords,
  photo blob,
  discontinued boolean NOT NULL DEFAULT false,
  modified datetime NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  place GEOMETRY
);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  label varchar(40) NOT NULL UNIQUE
);

CREATE TABLE product_tags (
  sku varchar(20) NOT NULL REFERENCES product (sku) ON DELETE CASCADE,
  tag_id integer NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  PRIMARY KEY (sku, tag_id)
);

CREATE TABLE "Suppliers" (
  "ID" INTEGER PRIMARY KEY,
  "Name" varchar(80) NOT NULL UNIQUE,
  "Rating" smallint CHECK ("Rating" BETWEEN 1 AND 5),
  "Since" date
);

CREATE TABLE "Supplier Prices" (
  "Supplier ID" integer NOT NULL REFERENCES "Suppliers" ("ID"),
  "SKU" varchar(20) NOT NULL REFERENCES product (sku),
  "Price" decimal(10,2) NOT NULL,
  "Lead Days" integer NOT NULL DEFAULT 7,
  PRIMARY KEY ("Supplier ID", "SKU")
);

CREATE TABLE "order" (
  id INTEGER PRIMARY KEY,
  customer_id text NOT NULL REFERENCES "Customer" (id),
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid', 'sent', 'it''s back')),
  "group" varchar(20),
  note text,
  placed_at datetime NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))
);

CREATE TABLE "Order Lines" (
  order_id integer NOT NULL REFERENCES "order" (id) ON DELETE CASCADE,
  "line no" smallint NOT NULL,
  sku varchar(20) NOT NULL REFERENCES product (sku),
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price decimal(10,2) NOT NULL,
  total numeric(12,2) GENERATED ALWAYS AS (round(quantity * unit_price, 2)) STORED,
  PRIMARY KEY (order_id, "line no")
);

CREATE TABLE shipments (
  id varchar(36) PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))),
  order_id integer NOT NULL,
  "line no" smallint NOT NULL,
  carrier varchar(10) NOT NULL CHECK (carrier IN ('DHL', 'UPS', 'bike')),
  tracking varchar(40),
  FOREIGN KEY (order_id, "line no") REFERENCES "Order Lines" (order_id, "line no")
);

CREATE TABLE warehouses (
  code char(3) PRIMARY KEY,
  city varchar(60) NOT NULL
);

CREATE TABLE stock_levels (
  warehouse char(3) NOT NULL REFERENCES warehouses (code),
  sku varchar(20) NOT NULL REFERENCES product (sku),
  on_hand integer NOT NULL DEFAULT 0,
  reserved integer NOT NULL DEFAULT 0,
  free integer GENERATED ALWAYS AS (on_hand - reserved) STORED,
  CONSTRAINT "not more than there is" CHECK (reserved <= on_hand),
  PRIMARY KEY (warehouse, sku)
);

-- No key at all: the file names the columns by which a line is found, and nothing can be written.
CREATE TABLE import_log (
  file varchar(80) NOT NULL,
  line integer NOT NULL,
  message text
);

-- No key, and nothing that could stand for one.
CREATE TABLE scratch (
  what text
);

CREATE TABLE staff (
  id INTEGER PRIMARY KEY,
  login varchar(40) NOT NULL UNIQUE,
  password varchar(100) NOT NULL
);

CREATE VIEW open_orders AS
  SELECT o.id, o.placed_at, c."Last Name" AS customer
  FROM "order" o JOIN "Customer" c ON c.id = o.customer_id WHERE o.state IN ('new', 'paid');

CREATE VIEW "revenue by month" AS
  SELECT CAST(strftime('%Y-%m', o.placed_at) AS text) AS month, CAST(count(*) AS integer) AS "lines", CAST(sum(l.total) AS numeric(12,2)) AS revenue
  FROM "order" o JOIN "Order Lines" l ON l.order_id = o.id GROUP BY 1;

INSERT INTO countries (code, name) VALUES ('DE', 'Deutschland'), ('PL', 'Polska'), ('AT', 'Österreich');
INSERT INTO "Customer" (id, "E-Mail", "First Name", "Last Name", "Straße", country, newsletter, password_hash, created_at) VALUES
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a01', 'käthe@example.org', 'Käthe', 'Müller', 'Am Bühl 3', 'DE', true, 'argon2id$not-for-clients', '2024-02-29 08:30:00.000'),
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a02', 'jan@example.org', 'Jan', 'O''Neill', NULL, 'PL', false, NULL, '2024-05-01 17:05:00.000');
INSERT INTO categories (name, parent_id) VALUES ('Drinks', NULL), ('Tea', 1), ('Paper', NULL);
INSERT INTO product (sku, name, category_id, "Größe", price, "VAT %", attributes, keywords, photo, modified) VALUES
  ('TEA-01', 'Earl Grey', 2, '250 g', 4.50, 7, '{"organic": true, "origin": ["IN", "LK"]}', 'black,bergamot', x'89504e47', '2024-05-02 10:00:00.000'),
  ('TEA-02', 'Genmaicha', 2, '100 g', 6.90, 7, NULL, 'green', NULL, '2024-05-02 10:00:00.000'),
  ('PAP/A4 100%', 'Paper "fine"', 3, 'A4', 5.00, 19, '{}', '', NULL, '2024-05-03 10:00:00.000');
INSERT INTO tags (label) VALUES ('new'), ('fair trade');
INSERT INTO product_tags (sku, tag_id) VALUES ('TEA-01', 1), ('TEA-01', 2), ('TEA-02', 2);
INSERT INTO "Suppliers" ("Name", "Rating", "Since") VALUES ('Teehaus', 5, '2009-03-01'), ('Papeterie & Co', NULL, NULL);
INSERT INTO "Supplier Prices" ("Supplier ID", "SKU", "Price", "Lead Days") VALUES (1, 'TEA-01', 2.10, 7), (1, 'TEA-02', 3.25, 14), (2, 'PAP/A4 100%', 2.50, 2);
INSERT INTO "order" (customer_id, state, "group", note, placed_at) VALUES
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a01', 'paid', 'B', 'Ring twice.', '2024-05-10 09:00:00.000'),
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a02', 'it''s back', NULL, NULL, '2024-06-01 12:00:00.000');
INSERT INTO "Order Lines" (order_id, "line no", sku, quantity, unit_price) VALUES (1, 1, 'TEA-01', 2, 4.50), (1, 2, 'PAP/A4 100%', 1, 5.00), (2, 1, 'TEA-02', 3, 6.90);
INSERT INTO shipments (id, order_id, "line no", carrier, tracking) VALUES ('0b6b7a10-57c5-4a55-8a39-6f0f3d7f0001', 2, 1, 'DHL', '00340434');
INSERT INTO warehouses (code, city) VALUES ('KÖL', 'Köln'), ('WRO', 'Wrocław');
INSERT INTO stock_levels (warehouse, sku, on_hand, reserved) VALUES ('KÖL', 'TEA-01', 40, 2), ('KÖL', 'PAP/A4 100%', 500, 1), ('WRO', 'TEA-02', 12, 0);
INSERT INTO import_log (file, line, message) VALUES ('2024-05-02.csv', 1, NULL), ('2024-05-02.csv', 2, 'price missing, took 0');
INSERT INTO staff (login, password) VALUES ('root', 'never to be seen');
