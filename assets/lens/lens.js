"use strict";
// Sends still frames of a camera, or one photo that is chosen; reads nothing itself.
const WIDEST = 1280, EVERY_MS = 250, QUIET_MS = 3000;
const about = document.body.dataset;
const video = document.querySelector("video");
const said = document.getElementById("said");
const found = document.getElementById("found");
const picked = document.querySelector("input");
const canvas = document.createElement("canvas");
let heard = Date.now(), over = false;

function say(words, kind) {
  said.textContent = words;
  said.className = kind || "";
}

function told(answer) {
  if (answer.gone) {
    over = true;
    say(about.gone, "bad");
    return;
  }
  for (const each of answer.told) {
    heard = Date.now();
    say(each.words, each.good ? "good" : "bad");
    if (each.good && !each.again) {
      const line = document.createElement("li");
      line.textContent = each.words;
      found.prepend(line);
      while (found.childElementCount > 30) found.lastElementChild.remove();
    }
  }
  if (!answer.told.length && answer.why && Date.now() - heard > QUIET_MS) {
    say(answer.why);
  }
}

async function send(picture, how) {
  const address = `/lens/${how}?for=${encodeURIComponent(about.for)}`;
  try {
    const answer = await fetch(address, { method: "POST", body: picture });
    told(await answer.json());
  } catch {
    over = true;
    say(about.gone, "bad");
  }
}

async function look() {
  if (over) return;
  const times = Math.min(1, WIDEST / video.videoWidth);
  if (times > 0 && isFinite(times)) {
    canvas.width = video.videoWidth * times;
    canvas.height = video.videoHeight * times;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const frame = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (frame) await send(frame, "frame");
  }
  setTimeout(look, EVERY_MS);
}

async function begin() {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: WIDEST } },
    });
    document.querySelector(".view").hidden = false;
    await video.play();
    say(about.camera);
    look();
  } catch {
    say(about.none);
  }
}

picked.addEventListener("change", async () => {
  heard = 0;
  for (const file of picked.files) await send(file, "photo");
  picked.value = "";
});
document.querySelector("label.button").addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") picked.click();
});
document.getElementById("close").addEventListener("click", () => window.close());
begin();
