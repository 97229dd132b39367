// An address from before a page was cut into parts: go on to the part that holds the place today.
// Without this, the reader lands at the link to that part.
"use strict";

const goOn = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const link = place?.closest(".pm-parts li")?.querySelector("a");
  if (link) location.replace(link.href + location.hash);
};
addEventListener("hashchange", goOn);
goOn();
