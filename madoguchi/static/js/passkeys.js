// パスキー — form[data-passkey] asks the browser for a passkey and sends the answer; what is said comes from the page.

const READ = {
  create: (question) => PublicKeyCredential.parseCreationOptionsFromJSON(question),
  get: (question) => PublicKeyCredential.parseRequestOptionsFromJSON(question),
};
const SAID = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known" };

const isAble = () => Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

function say(form, key) {
  const place = form.querySelector("[role=status]");
  place.textContent = place.dataset[key] ?? "";
}

async function questionOf(form) {
  if (form.dataset.question) return JSON.parse(form.dataset.question);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).request_options;
}

async function askFor(form) {
  const ceremony = form.dataset.passkey;
  const { publicKey } = await questionOf(form);
  return navigator.credentials[ceremony]({ publicKey: READ[ceremony](publicKey) });
}

async function send(form) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  say(form, "waiting");
  try {
    form.elements.credential.value = JSON.stringify(await askFor(form));
    form.submit();
  } catch (error) {
    say(form, SAID[error.name] ?? "failed");
  }
  form.ariaBusy = "false";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!isAble()) {
    say(form, "unable");
    continue;
  }
  say(form, "nothing");
  form.querySelector("button[hidden]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
