// The sample's page. Everything from the server is set as text, never as markup.

const POLL_MILLIS = 1000;
const byId = (id) => document.getElementById(id);

// ---- talking to the server

async function call(path, options = {}) {
  const response = await fetch(path, { headers: { "Content-Type": "application/json" }, ...options });
  const text = await response.text();
  const body = text && response.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : null;
  if (!response.ok) {
    const error = new Error(describe(body) ?? `The server answered ${response.status} to ${path}`);
    error.problem = body;
    throw error;
  }
  return body;
}

const post = (path, body) => call(path, { method: "POST", body: body === undefined ? undefined : JSON.stringify(body) });

function describe(problem) {
  if (!problem) {
    return null;
  }
  const fields = Object.entries(problem.errors ?? {}).map(([field, rule]) => `${field} ${rule}`);
  return [problem.detail ?? problem.title ?? problem.error, ...fields].filter(Boolean).join(" – ");
}

function showError(error) {
  byId("error").textContent = error ? error.message : "";
  byId("error").hidden = !error;
}

/** Runs what a button does: once at a time, and with its error shown. */
async function act(button, action) {
  button.disabled = true;
  try {
    await action();
    showError(null);
  } catch (error) {
    showError(error);
  } finally {
    button.disabled = false;
  }
  await refresh();
}

// ---- drawing

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) {
    node.textContent = text;
  }
  if (className) {
    node.className = className;
  }
  return node;
}

function button(label, description, action) {
  const node = element("button", label, "quiet");
  node.type = "button";
  node.setAttribute("aria-label", description);
  node.addEventListener("click", () => act(node, action));
  return node;
}

const COLOURS = { SUCCEEDED: "good", RUNNING: "busy", MUST_RETRY: "busy", NO_ATTEMPTS_LEFT: "bad", CANCELLED: "bad" };
const readable = (status) => status.toLowerCase().replaceAll("_", " ");
const statusOf = (task) => element("span", readable(task.status), COLOURS[task.status]);

/** Replaces rows only where they changed, so that neither focus nor a selection is lost. */
function drawRows(table, items, key, draw) {
  const body = table.tBodies[0];
  const old = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  const rows = items.map((item) => {
    const id = String(key(item));
    const state = JSON.stringify(item);
    const present = old.get(id);
    if (present && present.dataset.state === state) {
      return present;
    }
    const row = element("tr");
    row.dataset.key = id;
    row.dataset.state = state;
    row.append(...draw(item).map((content) => {
      const cell = element("td");
      cell.append(...[content].flat());
      return cell;
    }));
    return row;
  });
  if (rows.length !== body.rows.length || rows.some((row, index) => row !== body.rows[index])) {
    const focused = document.activeElement;
    body.replaceChildren(...rows);
    if (focused && focused.isConnected && body.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }
}

function taskLine(task) {
  const line = element("li", `${task.kind}: `);
  line.append(statusOf(task), ` (attempt ${task.attempt})`);
  const note = task.cancelReason ?? task.errors.at(-1)?.message;
  if (note && task.status !== "SUCCEEDED") {
    line.append(` – ${note}`);
  }
  return line;
}

function drawOrders(orders) {
  drawRows(byId("orders"), orders, (view) => view.order.id, ({ order, tasks }) => {
    const list = element("ul");
    list.append(...tasks.map(taskLine));
    const confirmation = tasks.find((task) => task.kind === "send-confirmation");
    const waits = confirmation && ["NEW", "MUST_RETRY", "RUNNING", "NO_ATTEMPTS_LEFT"].includes(confirmation.status);
    return [
      String(order.id),
      `${order.customer} <${order.email}>`,
      `${order.quantity} × ${order.item}`,
      element("span", order.status, order.status === "received" ? "busy" : "good"),
      list,
      waits ? button("Cancel", `Cancel the confirmation of order ${order.id}`, () => cancelConfirmation(order.id)) : "",
    ];
  });
}

function drawLucky({ summary, runs }) {
  for (const cell of document.querySelectorAll("[data-count]")) {
    cell.textContent = summary[cell.dataset.count];
  }
  byId("lucky-retry").disabled = summary.ranOut === 0;
  drawRows(byId("lucky-runs"), runs, (task) => task.id, (task) => [
    String(task.id),
    statusOf(task),
    String(task.attempt),
    task.result ? `${task.result.message}, attempt ${task.result.attempt}` : (task.errors.at(-1)?.message ?? ""),
  ]);
}

function drawNewsletter(summary) {
  for (const cell of document.querySelectorAll("[data-newsletter]")) {
    cell.textContent = summary[cell.dataset.newsletter];
  }
}

function drawStock(summary) {
  for (const cell of document.querySelectorAll("[data-stock]")) {
    cell.textContent = summary[cell.dataset.stock];
  }
}

function drawOutbox(blocked, arrived) {
  const change = (id, action) => () => post(`api/outbox/${id}/${action}`);
  drawRows(byId("outbox-blocked"), blocked, (event) => event.eventId, (event) => [
    String(event.eventId),
    event.orderId,
    event.eventType,
    String(event.attempts),
    event.error,
    [
      button("Resend", `Resend event ${event.eventId}`, change(event.eventId, "resend")),
      " ",
      button("Skip", `Skip event ${event.eventId}`, change(event.eventId, "skip")),
    ],
  ]);
  drawRows(byId("outbox-arrived"), arrived, (event) => event.eventId, (event) => [
    String(event.eventId),
    String(event.orderId),
    event.eventType,
    clock(event.arrivedAt),
  ]);
}

function drawSqlLucky(runs) {
  drawRows(byId("sql-lucky-runs"), runs, (task) => task.id, (task) => [
    String(task.id),
    statusOf(task),
    String(task.attempt),
    task.result ? element("pre", task.result.table) : (task.errors.at(-1)?.message ?? ""),
  ]);
}

const STATUSES = ["NEW", "MUST_RETRY", "RUNNING", "SUCCEEDED", "CANCELLED", "NO_ATTEMPTS_LEFT"];

function drawKinds(kinds) {
  const shown = kinds.map(({ name, paused, counts }) => ({ name, paused, counts }));
  drawRows(byId("kinds"), shown, (kind) => kind.name, (kind) => [
    kind.paused ? [`${kind.name} `, element("span", "paused", "bad")] : kind.name,
    ...STATUSES.map((status) => String(kind.counts[status])),
    kind.paused
      ? button("Resume", `Resume ${kind.name}`, () => post(`api/kinds/${encodeURIComponent(kind.name)}/resume`))
      : button("Pause", `Pause ${kind.name}`, () => post(`api/kinds/${encodeURIComponent(kind.name)}/pause`)),
  ]);
}

const clock = (time) => new Date(time).toLocaleTimeString();
const figures = (result) => Object.entries(result ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ");

function scheduleActions({ name, paused, retired }) {
  if (retired) {
    return "";
  }
  const change = (action) => () => post(`api/schedules/${encodeURIComponent(name)}/${action}`);
  return [
    button("Run now", `Run ${name} now`, change("trigger")),
    " ",
    paused
      ? button("Resume", `Resume schedule ${name}`, change("resume"))
      : button("Pause", `Pause schedule ${name}`, change("pause")),
  ];
}

function drawSchedules(schedules) {
  drawRows(byId("schedules"), schedules, (schedule) => schedule.name, (schedule) => [
    schedule.name,
    schedule.times,
    schedule.retired ? element("span", "retired", "bad")
      : schedule.paused ? element("span", "paused", "bad") : clock(schedule.nextSlot),
    schedule.lastTask ? [`${clock(schedule.lastTask.createdAt)} `, statusOf(schedule.lastTask)] : "",
    figures(schedule.lastTask?.result),
    scheduleActions(schedule),
  ]);
}

function drawProcessing({ running }) {
  byId("processing-state").textContent = running ? "Processing runs on this instance." : "Processing is stopped here.";
  byId("processing-start").disabled = running;
  byId("processing-stop").disabled = !running;
}

// ---- polling, while the page is visible

let round = 0;

async function refresh() {
  const mine = ++round;
  try {
    const [orders, lucky, sqlLucky, newsletter, stock, blocked, arrived, schedules, kinds, processing] = await Promise.all(
      ["api/orders?limit=20", "api/lucky?limit=20", "api/sql-lucky?limit=5", "api/newsletter", "api/stock",
        "api/outbox/blocked", "api/outbox/arrived?limit=10",
        "api/schedules", "api/kinds", "api/processing"]
        .map((path) => call(path)));
    if (mine === round) {
      drawOrders(orders);
      drawLucky(lucky);
      drawNewsletter(newsletter);
      drawStock(stock);
      drawOutbox(blocked, arrived);
      drawSchedules(schedules);
      drawSqlLucky(sqlLucky);
      drawKinds(kinds);
      drawProcessing(processing);
      byId("connection").textContent = "";
    }
  } catch (error) {
    byId("connection").textContent = `Not up to date: ${error.message}`;
  }
}

let timer;

async function poll() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") {
    await refresh();
    timer = setTimeout(poll, POLL_MILLIS);
  }
}

// ---- what the user does

function orderFromForm() {
  const fields = Object.fromEntries(new FormData(byId("order-form")));
  return {
    ...fields,
    quantity: Number(fields.quantity),
    confirmationDelaySeconds: Number(fields.confirmationDelaySeconds || 0),
  };
}

async function cancelConfirmation(orderId) {
  const { cancelled } = await post(`api/orders/${orderId}/cancel-confirmation`, { reason: "cancelled on the page" });
  byId("order-message").textContent = cancelled
    ? `The confirmation of order ${orderId} was cancelled.`
    : `It was too late to cancel the confirmation of order ${orderId}.`;
}

byId("order-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter ?? event.target.querySelector("[type=submit]"), async () => {
    const { order } = await post("api/orders", orderFromForm());
    byId("order-message").textContent = `Order ${order.id} is saved, and its confirmation enqueued.`;
  });
});

byId("unpayable").addEventListener("click", (event) => {
  if (!byId("order-form").reportValidity()) {
    return;
  }
  act(event.currentTarget, async () => {
    try {
      await post("api/orders/unpayable", orderFromForm());
    } catch (error) {
      const taskId = error.problem?.taskId;
      if (taskId === undefined) {
        throw error;
      }
      const gone = (await fetch(`api/tasks/${taskId}`)).status === 404;
      byId("order-message").textContent = `${error.message} Looked for task ${taskId}: `
        + (gone ? "it does not exist." : "it exists, which is wrong.");
    }
  });
});

byId("lucky-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const count = Number(new FormData(event.target).get("count"));
  act(event.submitter ?? event.target.querySelector("[type=submit]"), async () => {
    const { taskIds } = await post(`api/lucky?count=${count}`);
    byId("lucky-message").textContent = `${taskIds.length} tasks enqueued.`;
  });
});

byId("lucky-retry").addEventListener("click", (event) => act(event.currentTarget, async () => {
  const { retried } = await post("api/lucky/retry");
  byId("lucky-message").textContent = `${retried} tasks got three more attempts.`;
}));

byId("newsletter-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { subject, readers } = Object.fromEntries(new FormData(event.target));
  act(event.submitter ?? event.target.querySelector("[type=submit]"), async () => {
    const { letters } = await post("api/newsletter", { subject, readers: Number(readers) });
    byId("newsletter-message").textContent = `${letters} letters enqueued.`;
  });
});

byId("stock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(event.target));
  act(event.submitter ?? event.target.querySelector("[type=submit]"), async () => {
    const { movements } = await post(`api/stock/busy-day?${fields}`);
    byId("stock-message").textContent = `${movements} movements enqueued.`;
  });
});

byId("sql-lucky").addEventListener("click", (event) => act(event.currentTarget, () => post("api/sql-lucky?count=5")));

byId("processing-start").addEventListener("click", (event) => act(event.currentTarget, () => post("api/processing/start")));
byId("processing-stop").addEventListener("click", (event) => act(event.currentTarget, () => post("api/processing/stop")));

document.addEventListener("visibilitychange", poll);
poll();
