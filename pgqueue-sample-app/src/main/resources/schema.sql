-- The tables of the shop. Runs at every start, so each statement has to bear a repetition.
create table if not exists shop_order (
    id         bigint generated always as identity primary key,
    customer   text not null,
    email      text not null,
    item       text not null,
    quantity   int not null check (quantity > 0),
    status     text not null default 'received' check (status in ('received', 'confirmed', 'shipped')),
    created_at timestamptz not null default now()
);

-- One mail an order: what makes the handler that sends it safe to repeat.
create table if not exists mail (
    order_id  bigint primary key references shop_order,
    recipient text not null,
    subject   text not null,
    sent_at   timestamptz not null default now()
);

create table if not exists shipment (
    order_id      bigint primary key references shop_order,
    tracking_code text not null,
    shipped_at    timestamptz not null default now()
);

create table if not exists payment (
    order_id bigint primary key references shop_order,
    amount   int not null,
    constraint within_credit check (amount <= 10000)
);

-- Letters that were delivered; delivery is the first task of those that were written at once.
create table if not exists newsletter_mail (
    task_id   bigint primary key,
    delivery  bigint not null,
    recipient text not null,
    subject   text not null
);

-- How each newsletter went; it is named after the group of its letters.
create table if not exists newsletter_report (
    newsletter bigint primary key,
    subject    text not null,
    sent       int not null,
    refused    int not null,
    failed     int not null
);

-- Refunds that the payment provider has made: one a task, so that a repetition makes no second one.
create table if not exists refund (
    task_id    bigint primary key,
    customer   text not null,
    cents      int not null check (cents > 0),
    made_at    timestamptz not null default now()
);

-- Booked movements of stock. The balance after each follows from the one before it, and cannot be less than nothing.
create table if not exists stock_movement (
    task_id bigint primary key,
    article text not null,
    pieces  int not null,
    balance int not null check (balance >= 0)
);
create index if not exists stock_movement_article on stock_movement (article, task_id);

-- Receipts that a till notes; a trigger adds the task that prints each.
create table if not exists receipt (
    id       bigint generated always as identity primary key,
    customer text not null,
    cents    int not null check (cents > 0),
    printed  text
);

-- Events about orders that have arrived elsewhere; the id makes a repetition harmless.
create table if not exists arrived_event (
    event_id   bigint primary key,
    order_id   bigint not null,
    event_type text not null,
    payload    jsonb,
    arrived_at timestamptz not null default now()
);
