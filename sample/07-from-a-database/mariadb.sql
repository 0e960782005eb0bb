-- The store as it has grown over the years: MariaDB 10.7 and later.
CREATE TABLE countries (
  code char(2) PRIMARY KEY,
  name varchar(60) NOT NULL UNIQUE
);

CREATE TABLE `Customer` (
  id uuid PRIMARY KEY DEFAULT uuid(),
  `E-Mail` varchar(120) NOT NULL COMMENT 'Where the bill goes.',
  `First Name` varchar(60),
  `Last Name` varchar(60) NOT NULL,
  `Straße` varchar(80),
  country char(2) NOT NULL DEFAULT 'DE',
  newsletter boolean NOT NULL DEFAULT false,
  password_hash varchar(100),
  created_at datetime(3) NOT NULL DEFAULT current_timestamp(3),
  CONSTRAINT `one customer an address` UNIQUE (`E-Mail`),
  FOREIGN KEY (country) REFERENCES countries (code)
) COMMENT 'Who has bought something, or wants to.';

CREATE TABLE categories (
  id int unsigned AUTO_INCREMENT PRIMARY KEY,
  name varchar(60) NOT NULL,
  parent_id int unsigned,
  FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE SET NULL
);

CREATE TABLE product (
  sku varchar(20) PRIMARY KEY COMMENT 'The number on the shelf.',
  name varchar(120) NOT NULL,
  category_id int unsigned,
  `Größe` varchar(10),
  price decimal(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
  `VAT %` smallint NOT NULL DEFAULT 19 CHECK (`VAT %` BETWEEN 0 AND 100),
  gross decimal(12,2) GENERATED ALWAYS AS (price * (100 + `VAT %`) / 100) STORED,
  attributes json,
  keywords set('black', 'bergamot', 'green', 'it''s new') NOT NULL DEFAULT '',
  photo blob,
  discontinued boolean NOT NULL DEFAULT false,
  modified timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  place point,
  FOREIGN KEY (category_id) REFERENCES categories (id)
);

CREATE TABLE tags (
  id int AUTO_INCREMENT PRIMARY KEY,
  label varchar(40) NOT NULL UNIQUE
);

CREATE TABLE product_tags (
  sku varchar(20) NOT NULL,
  tag_id int NOT NULL,
  PRIMARY KEY (sku, tag_id),
  FOREIGN KEY (sku) REFERENCES product (sku) ON DELETE CASCADE,
  FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);

CREATE TABLE `Suppliers` (
  `ID` int AUTO_INCREMENT PRIMARY KEY,
  `Name` varchar(80) NOT NULL UNIQUE,
  `Rating` tinyint CHECK (`Rating` BETWEEN 1 AND 5),
  `Since` date
);

CREATE TABLE `Supplier Prices` (
  `Supplier ID` int NOT NULL,
  `SKU` varchar(20) NOT NULL,
  `Price` decimal(10,2) NOT NULL,
  `Lead Days` int NOT NULL DEFAULT 7,
  PRIMARY KEY (`Supplier ID`, `SKU`),
  FOREIGN KEY (`Supplier ID`) REFERENCES `Suppliers` (`ID`),
  FOREIGN KEY (`SKU`) REFERENCES product (sku)
);

CREATE TABLE `order` (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  customer_id uuid NOT NULL,
  state enum('new', 'paid', 'sent', 'it''s back') NOT NULL DEFAULT 'new',
  `group` varchar(20),
  note text,
  placed_at datetime(3) NOT NULL DEFAULT current_timestamp(3),
  FOREIGN KEY (customer_id) REFERENCES `Customer` (id)
);

CREATE TABLE `Order Lines` (
  order_id bigint NOT NULL,
  `line no` smallint NOT NULL,
  sku varchar(20) NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  unit_price decimal(10,2) NOT NULL,
  total decimal(12,2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
  PRIMARY KEY (order_id, `line no`),
  FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE,
  FOREIGN KEY (sku) REFERENCES product (sku)
);

CREATE TABLE shipments (
  id uuid PRIMARY KEY DEFAULT uuid(),
  order_id bigint NOT NULL,
  `line no` smallint NOT NULL,
  carrier varchar(10) NOT NULL CHECK (carrier IN ('DHL', 'UPS', 'bike')),
  tracking varchar(40),
  FOREIGN KEY (order_id, `line no`) REFERENCES `Order Lines` (order_id, `line no`)
);

CREATE TABLE warehouses (
  code char(3) PRIMARY KEY,
  city varchar(60) NOT NULL
);

CREATE TABLE stock_levels (
  warehouse char(3) NOT NULL,
  sku varchar(20) NOT NULL,
  on_hand int NOT NULL DEFAULT 0,
  reserved int NOT NULL DEFAULT 0,
  free int GENERATED ALWAYS AS (on_hand - reserved) STORED,
  PRIMARY KEY (warehouse, sku),
  CONSTRAINT `not more than there is` CHECK (reserved <= on_hand),
  FOREIGN KEY (warehouse) REFERENCES warehouses (code),
  FOREIGN KEY (sku) REFERENCES product (sku)
);

-- No key at all: the file names the columns by which a line is found, and nothing can be written.
CREATE TABLE import_log (
  file varchar(80) NOT NULL,
  line int NOT NULL,
  message text
);

-- No key, and nothing that could stand for one.
CREATE TABLE scratch (
  what text
);

CREATE TABLE staff (
  id int AUTO_INCREMENT PRIMARY KEY,
  login varchar(40) NOT NULL UNIQUE,
  password varchar(100) NOT NULL
);

CREATE VIEW open_orders AS
  SELECT o.id, o.placed_at, c.`Last Name` AS customer
  FROM `order` o JOIN `Customer` c ON c.id = o.customer_id WHERE o.state IN ('new', 'paid');

CREATE VIEW `revenue by month` AS
  SELECT date_format(o.placed_at, '%Y-%m') AS month, count(*) AS `lines`, sum(l.total) AS revenue
  FROM `order` o JOIN `Order Lines` l ON l.order_id = o.id GROUP BY 1;

INSERT INTO countries (code, name) VALUES ('DE', 'Deutschland'), ('PL', 'Polska'), ('AT', 'Österreich');
INSERT INTO `Customer` (id, `E-Mail`, `First Name`, `Last Name`, `Straße`, country, newsletter, password_hash, created_at) VALUES
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a01', 'käthe@example.org', 'Käthe', 'Müller', 'Am Bühl 3', 'DE', true, 'argon2id$not-for-clients', '2024-02-29 08:30:00'),
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a02', 'jan@example.org', 'Jan', 'O''Neill', NULL, 'PL', false, NULL, '2024-05-01 17:05:00');
INSERT INTO categories (name, parent_id) VALUES ('Drinks', NULL), ('Tea', 1), ('Paper', NULL);
INSERT INTO product (sku, name, category_id, `Größe`, price, `VAT %`, attributes, keywords, photo, modified) VALUES
  ('TEA-01', 'Earl Grey', 2, '250 g', 4.50, 7, '{"organic": true, "origin": ["IN", "LK"]}', 'black,bergamot', x'89504e47', '2024-05-02 10:00:00'),
  ('TEA-02', 'Genmaicha', 2, '100 g', 6.90, 7, NULL, 'green', NULL, '2024-05-02 10:00:00'),
  ('PAP/A4 100%', 'Paper "fine"', 3, 'A4', 5.00, 19, '{}', '', NULL, '2024-05-03 10:00:00');
INSERT INTO tags (label) VALUES ('new'), ('fair trade');
INSERT INTO product_tags (sku, tag_id) VALUES ('TEA-01', 1), ('TEA-01', 2), ('TEA-02', 2);
INSERT INTO `Suppliers` (`Name`, `Rating`, `Since`) VALUES ('Teehaus', 5, '2009-03-01'), ('Papeterie & Co', NULL, NULL);
INSERT INTO `Supplier Prices` (`Supplier ID`, `SKU`, `Price`, `Lead Days`) VALUES (1, 'TEA-01', 2.10, 7), (1, 'TEA-02', 3.25, 14), (2, 'PAP/A4 100%', 2.50, 2);
INSERT INTO `order` (customer_id, state, `group`, note, placed_at) VALUES
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a01', 'paid', 'B', 'Ring twice.', '2024-05-10 09:00:00'),
  ('7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a02', 'it''s back', NULL, NULL, '2024-06-01 12:00:00');
INSERT INTO `Order Lines` (order_id, `line no`, sku, quantity, unit_price) VALUES (1, 1, 'TEA-01', 2, 4.50), (1, 2, 'PAP/A4 100%', 1, 5.00), (2, 1, 'TEA-02', 3, 6.90);
INSERT INTO shipments (id, order_id, `line no`, carrier, tracking) VALUES ('0b6b7a10-57c5-4a55-8a39-6f0f3d7f0001', 2, 1, 'DHL', '00340434');
INSERT INTO warehouses (code, city) VALUES ('KÖL', 'Köln'), ('WRO', 'Wrocław');
INSERT INTO stock_levels (warehouse, sku, on_hand, reserved) VALUES ('KÖL', 'TEA-01', 40, 2), ('KÖL', 'PAP/A4 100%', 500, 1), ('WRO', 'TEA-02', 12, 0);
INSERT INTO import_log (file, line, message) VALUES ('2024-05-02.csv', 1, NULL), ('2024-05-02.csv', 2, 'price missing, took 0');
INSERT INTO staff (login, password) VALUES ('root', 'never to be seen');
