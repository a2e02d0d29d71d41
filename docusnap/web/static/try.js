// The first page: files are dropped, chosen, photographed, or taken from the samples, and sent to be read.

import { ask, tell } from "./base.js";

const form = document.getElementById("try");
const drop = form.querySelector("[data-drop]");

async function send(files) {
  const pictures = [...files];
  if (!pictures.length) return;
  drop.setAttribute("aria-busy", "true");
  const body = new FormData();
  for (const file of pictures) body.append("images", file, file.name || "photo.jpg");
  try {
    const accepted = await (await ask(form.dataset.submit, { method: "POST", body })).json();
    await show(form.dataset.view + encodeURIComponent(accepted.task_id), pictures[0]);
  } catch (error) {
    tell(error.message);
  } finally {
    drop.removeAttribute("aria-busy");
  }
}

/** What the page of a task needs besides, fetched once this page is there. */
async function later() {
  await new Promise((done) => addEventListener("load", done));
  const parts = document.importNode(document.getElementById("later").content, true);
  const loaded = [...parts.children].map((part) => new Promise((done, failed) => {
    part.addEventListener("load", done);
    part.addEventListener("error", failed);
  }));
  document.head.append(parts);
  await Promise.all(loaded);
  return import("./view.js");
}

const viewing = later().catch(() => null);

/** Goes on to the page of the task, in this window so that the picture stays in sight. */
async function show(address, picture) {
  const view = await viewing;
  if (!view) return location.assign(address);
  view.preview.address = picture.type.startsWith("image/") ? URL.createObjectURL(picture) : "";
  await htmx.ajax("GET", address, { target: "#main", select: "#main", swap: "outerHTML" });
  history.pushState(null, "", address);
  document.querySelector("nav [aria-current]")?.removeAttribute("aria-current");
  addEventListener("popstate", () => location.reload());
  scrollTo(0, 0);
}

async function sendSample(button) {
  try {
    const content = await (await ask(button.dataset.sample)).blob();
    await send([new File([content], button.dataset.name, { type: content.type })]);
  } catch (error) {
    tell(error.message);
  }
}

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => { send(input.files); input.value = ""; });
}
for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => sendSample(button));
}
for (const name of ["dragover", "dragenter"]) {
  addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  send(event.dataTransfer.files);
});
