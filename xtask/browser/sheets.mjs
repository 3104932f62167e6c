// The pages of single structures in print: as many as are compared and shown, each with picture, legend, profile and numbers,
// and none longer than a page.
const PAGE = { width: 688, height: 1016 }; // A4 with margins of 14 mm, in CSS pixels

export async function sheets(page, check) {
  await page.setViewportSize(PAGE);
  const wanted = await page.evaluate(() => {
    const compared = [...document.querySelectorAll("#table .tick input:checked")].map(box => box.closest("tr").dataset.no);
    return [...new Set([...compared, document.getElementById("choose").value])];
  });
  const unpacked = no => page.waitForFunction(no => {
    const crystal = data.crystals.find(c => c.no === Number(no));
    return !crystal || (!crystal.map || crystal.codes) && (!crystal.network || crystal.net);
  }, no, { timeout: 30000 });
  for (const no of wanted) await unpacked(no);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.waitForFunction(() => [...document.querySelectorAll("#sheets img")].every(image => image.complete), null, { timeout: 10000 });
  const found = await page.evaluate(() => [...document.querySelectorAll("#sheets .sheet")].map(sheet => {
    const image = sheet.querySelector("img"), canvas = document.createElement("canvas"), [w, h] = [canvas.width, canvas.height] = [60, 60];
    const paint = canvas.getContext("2d");
    if (image) paint.drawImage(image, 0, 0, w, h);
    const pixels = paint.getImageData(0, 0, w, h).data, colours = new Set();
    for (let k = 0; k < pixels.length; k += 4) colours.add(pixels[k] << 16 | pixels[k + 1] << 8 | pixels[k + 2]);
    return {
      name: sheet.querySelector("h2").textContent, height: sheet.getBoundingClientRect().height, colours: colours.size,
      corner: [...pixels.slice(w * 4 * 2 + 8, w * 4 * 2 + 11)].join(" "), legend: sheet.querySelectorAll(".sheet-legend span").length,
      profile: Boolean(sheet.querySelector(".sheet-top svg, .sheet-top p")), numbers: sheet.querySelectorAll("table td").length,
    };
  }));
  check("print: each structure that is compared or shown has a page", found.length === wanted.length, found.map(sheet => sheet.name).join(", "));
  const lacking = found.filter(sheet => sheet.colours < 30 || sheet.corner !== "255 255 255" || sheet.legend < 3 || !sheet.profile || sheet.numbers < 3);
  check("print: with picture on white, legend, profile and numbers", lacking.length === 0, lacking.map(sheet => JSON.stringify(sheet)).join(" "));
  const long = found.filter(sheet => sheet.height > PAGE.height);
  check("print: none is longer than a page", long.length === 0, `${Math.max(0, ...found.map(sheet => Math.round(sheet.height)))} of ${PAGE.height} px`);
  check("print: the view of the screen is not printed beside them", await page.locator("#view:visible, #hops:visible").count() === 0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  check("print: the screen is as before", await page.locator("#sheets, .on-paper").count() === 0 && await page.locator("#view:visible").count() === 1);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
}
