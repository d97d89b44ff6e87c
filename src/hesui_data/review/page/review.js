"use strict";
// The review page. Everything that is counted, checked or saved is asked of the server; this shows it.

const $ = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get("token") || "";
const stamp = document.documentElement.dataset.stamp;
const UNDO_KEY = `hesui-undo-${stamp}`;

const page = {
  words: {}, // key → words in the language of the page
  reasons: {}, // name → words, in the order of the keys 1 to 6
  rows: [], // ids that the filter lets through
  at: 0,
  row: null, // what is shown
  mode: "read", // or "reject", or "edit"
  busy: false,
  force: false, // the next save is a save all the same
  discard: false, // the next Esc throws the edit away
  composing: false,
  undo: JSON.parse(sessionStorage.getItem(UNDO_KEY) || "[]"),
};

function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), page.words[key] || key);
}

// What is shown beside the row anyway (`where`) is said to screen readers alone.
function tell(text, { bad = false, where = "" } = {}) {
  $("status").classList.toggle("bad", bad);
  $("told").textContent = text;
  $("where").textContent = where;
}

// --- asking the server ----------------------------------------------------------------------------------

async function ask(path, body) {
  const headers = { "X-Hesui-Token": token };
  if (body) headers["Content-Type"] = "application/json";
  const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  try {
    const answer = await fetch(path, { ...options, cache: "no-store" });
    const value = await answer.json().catch(() => ({}));
    return { ok: answer.ok && !value.refused, ...value };
  } catch {
    return { ok: false, says: say("said unreachable") };
  }
}

// --- showing ----------------------------------------------------------------------------------------------

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function showPieces(target, pieces, name) {
  target.replaceChildren(
    ...pieces.map(([text, same]) => {
      if (same) return document.createTextNode(text);
      const made = element(name);
      text.split(/(\n)/).forEach((part) => {
        if (part === "\n") made.append(element("span", "mark", "↵"));
        if (part) made.append(part);
      });
      return made;
    }),
  );
}

function showCounts(counts) {
  const known = { open: 0, accepted: 0, edited: 0, rejected: 0, changed: 0, ...counts };
  known.open += known.changed;
  $("counts").textContent = say("counts", known);
}

function gauge(length) {
  const counts = length.counts;
  const most = 1.15 * Math.max(...counts, length.high ?? 0, length.low ?? 0, 1);
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const draw = (name, className, facts) => {
    const made = document.createElementNS(space, name);
    made.setAttribute("class", className);
    Object.entries(facts).forEach(([key, value]) => made.setAttribute(key, value));
    svg.append(made);
  };
  const x = (count) => (100 * count) / most;
  const low = length.low ?? 0;
  const high = length.high ?? most;
  svg.setAttribute("class", "gauge");
  svg.setAttribute("viewBox", "0 0 100 10");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  draw("rect", "track", { x: 0, y: 3, width: 100, height: 4 });
  draw("rect", "range", { x: Math.max(0, x(low) - 0.3), y: 1, width: Math.max(0.6, x(high) - x(low) + 0.6), height: 8 });
  counts.forEach((count) => draw("rect", "got", { x: x(count) - 0.4, y: 0, width: 0.8, height: 10 }));
  return svg;
}

function showMeasure(measure) {
  $("count").textContent = say("in all", { count: measure.count });
  $("lengths").replaceChildren(
    ...measure.lengths.map((length) => {
      const item = element("li", length.outcome);
      const head = element("div", "head");
      head.append(element("span", "words", length.words), element("span", "outcome", say(`outcome ${length.outcome}`)), element("span", "says", length.says));
      item.append(head);
      if (length.counts.length && (length.low !== null || length.high !== null)) item.append(gauge(length));
      return item;
    }),
  );
  if (!measure.lengths.length) $("lengths").append(element("li", "quiet", say("no demand")));
  $("findings").replaceChildren(
    ...measure.findings.map((finding) => {
      const item = element("li");
      item.append(element("strong", finding.severity, say(`severity ${finding.severity}`)), " ", element("code", "", finding.code), " ", finding.says);
      return item;
    }),
  );
  if (!measure.findings.length) $("findings").append(element("li", "quiet", say("no findings")));
}

function showHistory(row) {
  $("system-part").hidden = !row.system;
  $("system").textContent = row.system;
  $("history-part").hidden = !row.history.length;
  $("history").replaceChildren(
    ...row.history.map((turn) => {
      const item = element("p", "text");
      item.append(element("strong", "", say(`role ${turn.role}`)), " ", turn.text);
      return item;
    }),
  );
}

function showBeside(row) {
  const beside = row.beside;
  $("beside-title").textContent = beside ? `${say(`beside ${beside.kind}`)} ${beside.place}`.trim() : say("beside");
  $("beside-none").hidden = Boolean(beside);
  $("beside-texts").hidden = !beside;
  showPieces($("beside-prompt"), row.prompts.before, "del");
  showPieces($("beside-response"), row.responses.before, "del");
  showPieces($("row-prompt"), row.prompts.after, "ins");
  showPieces($("row-response"), row.responses.after, "ins");
}

function showRow(row) {
  page.row = row;
  const method = page.words[`method ${row.method}`] || row.method;
  $("place").textContent = `${row.place} · ${method}`;
  $("state").textContent = row.reason ? say("because", { state: say(`state ${row.state}`), reason: row.reason }) : say(`state ${row.state}`);
  $("state").className = `state ${row.state}`;
  $("position").textContent = say("position", { n: page.at + 1, of: page.rows.length });
  const notes = row.refusal ? [`${row.code} ${row.refusal}`, ...row.notes] : row.notes;
  $("notes").replaceChildren(...notes.map((note) => element("li", "", note)));
  $("from").textContent = row.from;
  $("id").textContent = row.id;
  $("steps").replaceChildren(...row.steps.map((step) => element("li", "", step)));
  showHistory(row);
  showBeside(row);
  showMeasure(row.measure);
  $("main").hidden = false;
  enable();
}

function enable() {
  const { row, mode } = page;
  const able = {
    back: row,
    next: row,
    undo: row || page.undo.length,
    edit: row && row.mendable,
    accept: row && row.state !== "refused",
    reject: row && row.state !== "refused",
  };
  for (const [id, can] of Object.entries(able)) $(id).disabled = mode === "edit" || !can;
  $("bar").inert = mode === "reject";
  $("bar").hidden = mode === "edit";
}

function setMode(mode) {
  page.mode = mode;
  page.force = page.discard = false;
  $("reasons").hidden = mode !== "reject";
  $("editing").hidden = mode !== "edit";
  $("reading").hidden = mode === "edit";
  $("save-word").textContent = say("save");
  if (mode === "edit") $("meter-slot").append($("meter"));
  else $("findings-title").before($("meter"));
  enable();
}

// --- going from row to row --------------------------------------------------------------------------------

async function load(at, told = "") {
  const answer = await ask(`api/row?id=${encodeURIComponent(page.rows[at])}`);
  if (!answer.ok) return tell(answer.says || say("said failed", { reason: "?" }), { bad: true });
  page.at = at;
  page.row = answer.row;
  setMode("read");
  showRow(answer.row);
  showCounts(answer.counts);
  sessionStorage.setItem("hesui-row", answer.row.id);
  tell(told, { where: say("said at", { place: answer.row.place, state: say(`state ${answer.row.state}`), n: at + 1, of: page.rows.length }) });
  scrollTo(0, 0);
  if (!isTyping(document.activeElement) && !document.activeElement.closest("#bar")) $("place").focus();
}

async function go(by, told = "") {
  const at = page.at + by;
  if (at >= 0 && at < page.rows.length) return load(at, told);
  const end = at < 0 ? say("said first") : say("said last");
  tell(told ? `${told}. ${end}` : end);
}

async function list(keep = false) {
  const query = new URLSearchParams({ filter: $("filter").value, q: $("query").value });
  const answer = await ask(`api/list?${query}`);
  if (!answer.ok) return tell(answer.says || "", { bad: true });
  showCounts(answer.counts);
  page.rows = answer.rows;
  const known = keep ? page.rows.indexOf(sessionStorage.getItem("hesui-row")) : -1;
  if (page.rows.length) return load(Math.max(known, 0));
  page.row = null;
  $("main").hidden = true;
  setMode("read");
  tell(say("said none"));
}

// --- deciding ---------------------------------------------------------------------------------------------

function remember() {
  sessionStorage.setItem(UNDO_KEY, JSON.stringify(page.undo.slice(-500)));
}

async function decide(what, facts = {}) {
  const before = page.row;
  const answer = await ask("api/decide", { do: what, id: before.id, turn: before.turn, ...facts });
  if (answer.counts) showCounts(answer.counts);
  if (!answer.ok) {
    if (answer.refused === "decided elsewhere" && answer.row) {
      if (page.mode === "edit") page.row = { ...answer.row, prompt: before.prompt, response: before.response };
      else showRow(answer.row);
      tell(say("refused decided elsewhere", { state: say(`state ${answer.row.state}`) }), { bad: true });
    } else tell(answer.says || say("said failed", { reason: "?" }), { bad: true });
    return answer;
  }
  if (answer.row.turn !== before.turn) {
    page.undo.push({ id: before.id, turn: answer.row.turn, to: before.turn });
    remember();
  }
  return answer;
}

async function accept() {
  const answer = await decide("accept");
  if (answer.ok) await settled(answer.row, say("said accepted", { place: answer.row.place }));
}

async function reject(reason) {
  const answer = await decide("reject", { reason });
  if (answer.ok) await settled(answer.row, say("said rejected", { place: answer.row.place, reason: page.reasons[reason] }));
  else setMode("read");
}

async function settled(row, told) {
  page.row = row;
  setMode("read");
  showRow(row);
  await go(1, told);
}

async function undo() {
  const last = page.undo.pop() || { id: page.row?.id, turn: page.row?.turn, to: 0 };
  remember();
  const answer = await ask("api/decide", { do: "undo", ...last });
  if (answer.counts) showCounts(answer.counts);
  if (answer.row) {
    const at = page.rows.indexOf(last.id);
    if (at >= 0) page.at = at;
    else page.rows.splice(page.at, 0, last.id); // the filter has let it go; here it is again
    showRow(answer.row);
    sessionStorage.setItem("hesui-row", last.id);
  }
  setMode("read");
  if (answer.ok) tell(say("said undone", { place: answer.row.place, state: say(`state ${answer.row.state}`) }));
  else if (answer.refused === "decided elsewhere") tell(say("refused decided elsewhere", { state: say(`state ${answer.row.state}`) }), { bad: true });
  else tell(answer.says || "", { bad: true });
}

// --- editing ----------------------------------------------------------------------------------------------

function startEdit() {
  $("edit-prompt").value = page.row.prompt;
  $("edit-response").value = page.row.response;
  setMode("edit");
  $("edit-response").focus();
  $("edit-response").setSelectionRange(0, 0);
  fit();
  tell(say("key e"));
}

function isChanged() {
  return page.mode === "edit" && ($("edit-prompt").value !== page.row.prompt || $("edit-response").value !== page.row.response);
}

function fit() {
  for (const id of ["edit-prompt", "edit-response"]) {
    const lines = $(id).value.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 34), 0);
    $(id).rows = Math.min(24, Math.max(id === "edit-prompt" ? 2 : 6, lines + 1));
  }
}

let waiting = 0; // the timer that asks
let speaking = 0; // the timer that lets it be read out
let asked = 0; // how often was asked

function measureSoon() {
  page.force = page.discard = false;
  $("save-word").textContent = say("save");
  fit();
  clearTimeout(waiting);
  waiting = setTimeout(measureNow, 120);
}

async function measureNow() {
  const mine = ++asked;
  const answer = await ask("api/measure", { id: page.row.id, prompt: $("edit-prompt").value, response: $("edit-response").value });
  if (mine !== asked || page.mode !== "edit") return; // an older answer, or too late
  if (!answer.ok) return tell(answer.says || "", { bad: true });
  showMeasure(answer);
  clearTimeout(speaking);
  speaking = setTimeout(() => ($("spoken").textContent = answer.lengths.map((length) => `${length.words} ${say(`outcome ${length.outcome}`)} ${length.says}`).join("; ")), 800);
}

async function save() {
  clearTimeout(waiting);
  clearTimeout(speaking);
  asked += 1;
  const facts = { prompt: $("edit-prompt").value, response: $("edit-response").value, force: page.force };
  const answer = await decide("edit", facts);
  if (answer.ok) return settled(answer.row, say("said edited", { place: answer.row.place }));
  if (answer.measure) showMeasure(answer.measure);
  if (answer.refused === "needs force") {
    page.force = true;
    $("save-word").textContent = say("force");
  }
  return undefined;
}

function cancel() {
  if (page.mode === "edit" && isChanged() && !page.discard) {
    page.discard = true;
    return tell(say("said discard"), { bad: true });
  }
  setMode("read");
  if (page.row) showRow(page.row);
  $("place").focus();
  return tell(say("said cancelled"));
}

// --- keys and buttons -------------------------------------------------------------------------------------

async function act(what) {
  if (page.busy) return; // what is pressed meanwhile would be about a row that nobody has seen yet
  page.busy = true;
  try {
    await what();
  } finally {
    page.busy = false;
  }
}

function askReason() {
  setMode("reject");
  tell(say("key r"));
  $("reasons").querySelector("button").focus();
}

function showFilters() {
  $("filter").focus();
}

const DEEDS = {
  a: () => page.row && act(accept),
  r: () => page.row && askReason(),
  e: () => page.row && page.row.mendable && startEdit(),
  u: () => page.row && act(undo),
  j: () => page.row && act(() => go(1)),
  k: () => page.row && act(() => go(-1)),
  f: showFilters,
  "?": () => $("keys").showModal(),
};
const REPEATABLE = new Set(["j", "k"]);

function isTyping(target) {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

function onKey(event) {
  if (event.isComposing || page.composing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && page.mode === "edit") {
    event.preventDefault();
    if (!event.repeat) act(save);
    return;
  }
  if ($("keys").open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return onEscape(event);
  if (event.key === "Enter" && event.target.closest("#filters") && isTyping(event.target)) setTimeout(() => $("place").focus());
  if (isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (page.mode === "reject") {
    const reason = Object.keys(page.reasons)[Number(key) - 1];
    if (reason && !event.repeat) {
      event.preventDefault();
      act(() => reject(reason));
    }
    return;
  }
  if (page.mode !== "read" || !(key in DEEDS) || (event.repeat && !REPEATABLE.has(key))) return;
  event.preventDefault();
  DEEDS[key]();
}

function onEscape(event) {
  if (page.mode !== "read") {
    event.preventDefault();
    cancel();
  } else if (isTyping(event.target)) {
    event.preventDefault();
    event.target.blur();
    if (page.row) $("place").focus();
  }
}

function listen() {
  document.addEventListener("keydown", onKey);
  let pointed = false; // whether the last thing touched was the mouse or the screen
  document.addEventListener("pointerdown", () => (pointed = true), true);
  document.addEventListener("keydown", () => (pointed = false), true);
  document.addEventListener("compositionstart", () => (page.composing = true));
  document.addEventListener("compositionend", () => {
    page.composing = false;
    if (page.mode === "edit") measureSoon();
  });
  for (const [id, key] of Object.entries({ accept: "a", reject: "r", edit: "e", undo: "u", next: "j", back: "k", help: "?" })) {
    $(id).addEventListener("click", () => (page.mode === "reject" && id !== "help" ? setMode("read") : undefined, DEEDS[key]()));
  }
  for (const button of document.querySelectorAll("[data-reason]")) {
    button.addEventListener("click", () => act(() => reject(button.dataset.reason)));
  }
  $("no-reason").addEventListener("click", cancel);
  $("cancel").addEventListener("click", cancel);
  $("close").addEventListener("click", () => $("keys").close());
  $("editing").addEventListener("submit", (event) => {
    event.preventDefault();
    act(save);
  });
  for (const id of ["edit-prompt", "edit-response"]) {
    $(id).addEventListener("input", (event) => {
      if (!event.isComposing) measureSoon();
    });
  }
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filter").addEventListener("change", async () => {
    if (pointed) $("filter").blur(); // else the next key would choose another filter
    await refilter();
  });
  $("query").addEventListener("change", () => refilter());
  addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
}

function refilter() {
  if (isChanged()) {
    $("filter").value = sessionStorage.getItem("hesui-filter") || "open";
    return tell(say("said save first"), { bad: true });
  }
  sessionStorage.setItem("hesui-filter", $("filter").value);
  return act(() => list());
}

async function start() {
  const answer = await ask("api/start");
  if (!answer.ok) return tell(answer.says || "hesui review?", { bad: true });
  page.words = answer.words;
  page.reasons = answer.reasons;
  $("filter").value = sessionStorage.getItem("hesui-filter") || "open";
  listen();
  return act(() => list(true));
}

start();
