using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Pages;

/// <summary>A whole page, made on the server, that works without script.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Title">Its title, not escaped.</param>
/// <param name="Body">What stands in its main part: HTML, already escaped.</param>
internal sealed record HtmlPage(string Language, string Title, string Body)
{
    public const string StylePath = "/ask.css";

    public static Task WriteAsync(HttpContext context, HtmlPage page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(page.Render(), context.RequestAborted);
    }

    private string Render() =>
        $"""
        <!DOCTYPE html>
        <html lang="{MarkdownHtml.Encode(Language)}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{MarkdownHtml.Encode(Title)}</title>
        <link rel="stylesheet" href="{StylePath}">
        </head>
        <body>
        <main>
        {Body}
        </main>
        </body>
        </html>

        """;

    /// <summary>The stylesheet of these pages: readable at any zoom, in the colours of the person's system.</summary>
    public const string Style =
        """
        :root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
        main { max-width: 45rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
        textarea, button { font: inherit; }
        textarea { box-sizing: border-box; width: 100%; min-height: 6rem; padding: .5rem; }
        button { min-height: 2.75rem; padding: .25rem 1rem; margin: .25rem .25rem .25rem 0; cursor: pointer; }
        :focus-visible { outline: 3px solid; outline-offset: 2px; }
        .question { border-inline-start: .25rem solid; padding-inline-start: .75rem; white-space: pre-wrap; }
        .notice { border: 1px solid; padding: .5rem .75rem; }
        table { border-collapse: collapse; } th, td { border: 1px solid; padding: .25rem .5rem; text-align: start; }
        pre { overflow-x: auto; }

        """;
}
