// Forms that ask the JSON doors: a form with data-action sends its fields as an object, and shows the page anew.

import { ask, tell } from "./base.js";

/** What the form's fields say: empty ones left out, numbers as numbers, names that end in [] as lists. */
function fieldsOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || ((field.type === "checkbox" || field.type === "radio") && !field.checked)) continue;
    const value = field.type === "number" ? field.valueAsNumber : field.value;
    if (field.name.endsWith("[]")) (body[field.name.slice(0, -2)] ??= []).push(value);
    else if (value !== "" && !Number.isNaN(value)) body[field.name] = value;
  }
  return body;
}

async function send(form, body) {
  const method = form.dataset.method || "POST";
  const options = { method };
  if (method !== "DELETE") {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await ask(form.dataset.action, options);
  return answer.headers.get("Content-Type")?.includes("json") ? answer.json() : {};
}

/** Counts what would be deleted, asks, and deletes just as many. */
async function countFirst(form, body) {
  const counted = await send(form, body);
  if (!counted.jobs) return tell("Nothing fits; nothing was deleted.");
  const papers = counted.jobs === 1 ? "1 job, with its task and result" : `${counted.jobs} jobs, with their tasks and results`;
  if (!confirm(`Delete ${papers}? This cannot be undone.`)) return null;
  await send(form, { ...body, expected: counted.jobs });
  return location.reload();
}

/** Shows what the answer holds once: the text of a new key. */
function showOnce(form, answer) {
  const place = document.getElementById(form.dataset.show);
  place.hidden = false;
  place.querySelector("code").textContent = answer.key;
  place.focus();
  form.reset();
}

async function submitted(event) {
  const form = event.target.closest("form[data-action]");
  if (!form) return;
  event.preventDefault();
  const body = fieldsOf(form);
  if (form.dataset.none && !Object.keys(body).length) { tell(form.dataset.none); return; }
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    if ("countFirst" in form.dataset) await countFirst(form, body);
    else {
      const answer = await send(form, body);
      if (form.dataset.show) showOnce(form, answer);
      else location.reload();
    }
  } catch (error) {
    tell(error.message);
  } finally {
    if (button) button.disabled = false;
  }
}

document.addEventListener("submit", submitted);
