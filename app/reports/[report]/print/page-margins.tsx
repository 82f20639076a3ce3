/** What stands in the margins of every sheet: the title, as of which day, the address, and the number of the page. */
export function PageMargins({ title, asOf, address }: { title: string; asOf: string; address: string }) {
  const small = "font: 9pt system-ui, sans-serif; color: #333;";
  const css = `@media print {
    @page {
      size: A4;
      margin: 22mm 16mm 20mm;
      @top-left { ${small} content: ${quote(title)}; }
      @top-right { ${small} content: ${quote(asOf)}; }
      @bottom-left { ${small} content: ${quote(address)}; }
      @bottom-right { ${small} content: counter(page) " / " counter(pages); }
    }
  }`;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a style sheet is no text to escape; what it quotes is escaped for CSS.
  return <style dangerouslySetInnerHTML={{ __html: css }} />;
}

/** A string of CSS: everything but letters, digits and spaces by its number, so that no title ends it. */
function quote(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N}\p{M} ]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
}
