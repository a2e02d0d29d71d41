// What all pages share: requests that carry the page's token, what went wrong in words, signing in and out.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** Tells a sentence at the foot of the window, and to screen readers. */
export function tell(sentence) {
  const notice = document.getElementById("notice");
  notice.textContent = sentence;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { notice.textContent = ""; }, 8000);
}

/** The answer of this server. Raises an Error whose message is a sentence for people. */
export async function ask(address, options = {}) {
  const headers = new Headers(options.headers);
  if (token) headers.set("X-CSRF-Token", token);
  let answer;
  try {
    answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
  } catch {
    throw new Error("The server cannot be reached. Is this device still connected?");
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 401 && token) location.reload();
  throw new Error(problem.detail || `The server answered ${answer.status}.`);
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const problem = document.getElementById("key-problem");
  problem.textContent = "";
  try {
    await ask(form.dataset.session, { method: "POST", headers: { "X-API-Key": form.elements.key.value.trim() } });
    location.assign(form.dataset.after);
  } catch (error) {
    problem.textContent = error.message;
    form.elements.key.select();
  }
}

async function signOut() {
  try {
    await ask("/session", { method: "DELETE" });
    location.assign("/");
  } catch (error) {
    tell(error.message);
  }
}

document.getElementById("sign-in")?.addEventListener("submit", signIn);
document.querySelector("[data-sign-out]")?.addEventListener("click", signOut);

document.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});
document.addEventListener("htmx:responseError", (event) => {
  let detail = "";
  try { detail = JSON.parse(event.detail.xhr.responseText).detail; } catch { /* not a problem of ours */ }
  tell(detail || `The server answered ${event.detail.xhr.status}.`);
});
document.addEventListener("htmx:sendError", () => tell("The server cannot be reached. Is this device still connected?"));
