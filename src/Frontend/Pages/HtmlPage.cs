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
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/css/base.css">
        <link rel="stylesheet" href="{StylePath}">
        </head>
        <body>
        <main>
        {Body}
        </main>
        </body>
        </html>

        """;

    /// <summary>The stylesheet of these pages, in the chat page's colours.</summary>
    public const string Style =
        """
        main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
        main > * { margin-block: 0 1rem; }
        h1 { font-size: 1.5rem; } h1 a { color: inherit; text-decoration: none; } h2 { font-size: 1.125rem; margin-top: 1.5rem; }
        main ul, main ol { padding-inline-start: 1.5rem; list-style: revert; } li + li { margin-top: .4rem; }
        button { min-height: 2.75rem; padding: .5rem 1rem; margin: .25rem .25rem .25rem 0; border: 1px solid var(--edge); border-radius: .6rem;
                 background: var(--surface); color: var(--accent); font: inherit; text-align: start; cursor: pointer; }
        p > button { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .question { padding: .75rem 1rem; border-radius: .6rem; background: var(--accent-tint); font-weight: 600; white-space: pre-wrap; }
        .notice { padding: .6rem .9rem; border-inline-start: .3rem solid var(--edge); background: var(--surface); }
        .emergency-plain { padding: .5rem .9rem; border-radius: .6rem; background: var(--danger-tint); } .dial { color: var(--danger-deep); }
        table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; }
        pre { overflow-x: auto; }

        """;
}
