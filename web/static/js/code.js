// The code of an invitation stands after the # sign. Here it goes into the form, and out of the address.

const form = document.querySelector("form[data-fragment]");
const given = location.hash.slice(1);

if (form && given) {
  form.elements.namedItem("code").value = given;
  history.replaceState(null, "", location.pathname);
}
