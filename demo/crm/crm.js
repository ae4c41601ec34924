// A pressed button says so in the status line; nothing is sent or kept.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const said = document.querySelector(".said");
  if (button && said) said.textContent = `${button.textContent.trim()}: done`;
});
