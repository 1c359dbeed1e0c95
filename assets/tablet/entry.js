"use strict";
const at = (id) => document.getElementById(id);
const said = document.body.dataset;
let proof = "";

function show(trusted) {
  at("checking").hidden = true;
  at("code").hidden = !trusted;
  at("root").hidden = trusted;
}

// A page cannot click a warning away for what it fetches: this fails without our root.
async function prove() {
  const asked = `https://${location.hostname}:${said.proving}/proof`;
  try {
    const answer = await fetch(asked, { cache: "no-store", credentials: "omit" });
    proof = answer.ok ? await answer.text() : "";
  } catch {
    proof = "";
  }
  show(Boolean(proof));
  return Boolean(proof);
}

function refuse(words) {
  at("refused").textContent = words;
  at("refused").hidden = false;
  at("typed").focus();
}

async function knock(code) {
  // The proof is short-lived; a code that was typed slowly takes a new one along.
  if (!(await prove())) return;
  history.replaceState(null, "", location.pathname + location.search);
  let answer;
  try {
    answer = await fetch("/tablet/in", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, proof, language: document.documentElement.lang }),
    });
  } catch {
    refuse(said.away);
    return;
  }
  if (answer.ok) {
    location.replace("/");
    return;
  }
  const why = await answer.json().catch(() => ({}));
  refuse(why.said === "proof" ? said.proof : said.wrong);
}

at("code").addEventListener("submit", (event) => {
  event.preventDefault();
  at("refused").hidden = true;
  knock(at("typed").value);
});
at("again").addEventListener("click", start);
addEventListener("hashchange", start);

// The code stays behind the # until the line is proven: no server is sent that part.
async function start() {
  sessionStorage.clear();
  for (const each of document.querySelectorAll("nav a")) each.hash = location.hash;
  const code = location.hash.slice(1);
  if (!code) {
    if (await prove()) at("typed").focus();
    return;
  }
  at("typed").value = code;
  await knock(code);
}
start();
