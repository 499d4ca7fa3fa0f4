// What it is about stands after the # sign, so that it reaches no server by itself. Here it is chosen in the form, and goes out of the address.

const about = decodeURIComponent(location.hash.slice(1));
const way = [...document.querySelectorAll('input[name="about"]')].find((each) => each.value === about && !each.disabled);
if (way) way.checked = true;
if (location.hash) history.replaceState(null, "", location.pathname);
