// The page of a task: it goes on while the paper is read; a value lights its box, and a box its value.

import { ask, tell } from "./base.js";

const LOOK_AGAIN = 1000;

const paper = () => document.getElementById("paper");
const sameField = (field) => document.querySelectorAll(`#paper [data-field="${CSS.escape(field)}"]`);

// --- values and their boxes ----------------------------------------------------------------------

/** Opens the value of this field and lights its box; again, and it is closed. */
function choose(field, from) {
  const parts = [...sameField(field)];
  const chosen = !parts.some((part) => part.classList.contains("chosen"));
  for (const old of document.querySelectorAll("#paper .chosen")) mark(old, false);
  if (!chosen) return;
  for (const part of parts) {
    mark(part, true);
    if (!part.contains(from)) part.scrollIntoView({ block: "nearest", inline: "nearest", behavior: calm() ? "auto" : "smooth" });
  }
}

function mark(part, chosen) {
  part.classList.toggle("chosen", chosen);
  part.querySelector(".value-head")?.setAttribute("aria-expanded", chosen);
  const more = part.querySelector(".more");
  if (more) more.hidden = !chosen;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

document.addEventListener("click", (event) => {
  const part = event.target.closest("#paper g[data-field], #paper .value-head");
  if (part) choose(part.closest("[data-field]").dataset.field, part);
});
for (const [name, near] of [["mouseover", true], ["mouseout", false]]) {
  document.addEventListener(name, (event) => {
    const part = event.target.closest?.("#paper [data-field]");
    if (part) for (const other of sameField(part.dataset.field)) other.classList.toggle("near", near);
  });
}

// --- what can be done ----------------------------------------------------------------------------

/** Does what a button stands for, once at a time; what goes wrong is told. */
async function doing(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error.message);
  } finally {
    button.disabled = false;
  }
}

const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const taskId = () => paper().dataset.task;

async function readAgain(operation) {
  const answer = await ask(`/task/${taskId()}/reprocess`, json({ operation }));
  location.assign(`/view/${(await answer.json()).task_id}`);
}

async function fill(form) {
  const library = [...form.querySelectorAll("input:checked")].map((box) => box.value);
  if (!library.length) throw new Error("Choose a paper to fill it from.");
  const answer = await ask("/process_form_filling", json({ form: form.dataset.fill, library }));
  location.assign(`/view/${(await answer.json()).task_id}`);
}

/** Keeps what is right beside what was read, and shows it. */
async function correct(form) {
  const field = form.closest("[data-field]").dataset.field;
  const values = { [form.dataset.correct]: form.querySelector("input").value.trim() || null };
  await ask(`/task/${taskId()}/result`, { ...json({ values }), method: "PATCH" });
  await htmx.ajax("GET", `/view/${taskId()}/live`, { target: "#paper", swap: "outerHTML" });
  choose(field);
  document.querySelector(`#paper .value.chosen .value-head`)?.focus();
  tell("Saved. What was read is kept beside it.");
}

async function copied(format) {
  return (await ask(`/task/${taskId()}/export?format=${format}`)).text();
}

async function copy(format) {
  const text = await copied(format);
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyByHand(text);
  tell(`Copied as ${format.toUpperCase()}.`);
}

/** Where the clipboard is closed to pages, as over plain HTTP. */
function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("This browser does not let pages copy.");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-again], [data-copy]");
  if (!button) return;
  const { again, copy: format } = button.dataset;
  doing(button, () => (again ? readAgain(again) : copy(format)));
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-fill], form[data-correct]");
  if (!form) return;
  event.preventDefault();
  doing(form.querySelector("button"), () => (form.dataset.fill ? fill(form) : correct(form)));
});

// --- while it is read ----------------------------------------------------------------------------

/** The picture that was just chosen, shown until the page is read. */
export const preview = { address: "" };

function showPreview() {
  const place = document.querySelector("[data-preview]");
  if (!place || !preview.address || place.firstChild) return;
  const picture = document.createElement("img");
  picture.src = preview.address;
  picture.alt = "";
  place.append(picture);
}

let events = null;
let heard = "";
/** What is seen on the pages before the paper is understood, by what it is called. */
const early = new Map();

/** Has the server tell what happens to the paper that is being read. */
function listen(task) {
  if (heard === task) return;
  heard = task;
  early.clear();
  events?.close();
  events = new EventSource(`/task/${task}/events`);
  for (const name of ["status", "page", "end"]) events.addEventListener(name, look);
  events.addEventListener("preliminary", (event) => {
    const { label, value } = JSON.parse(event.data);
    early.set(label, value);
    showEarly();
  });
  events.addEventListener("end", () => events.close());
}

function showEarly() {
  const place = document.querySelector("[data-early]");
  if (!place) return;
  place.hidden = !early.size;
  place.querySelector("ul").replaceChildren(...[...early].map(([label, value]) => {
    const line = document.createElement("li");
    line.className = "value value-head";
    for (const [name, text] of [["label", label], ["text", value]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      line.append(part);
    }
    return line;
  }));
}

function look() {
  const live = document.querySelector("#paper[data-live]");
  if (live && window.htmx) htmx.trigger(live, "look");
}

/** Looks by itself where the server's events do not get through. */
function keepUp() {
  showPreview();
  showEarly();
  if (!document.querySelector("#paper[data-live]")) return;
  listen(taskId());
  if (events.readyState !== EventSource.OPEN) look();
}

setInterval(keepUp, LOOK_AGAIN);
document.addEventListener("htmx:afterSettle", keepUp);
keepUp();
