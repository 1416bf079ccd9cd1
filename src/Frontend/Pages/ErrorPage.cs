using GovStack.Conversations.Agencies;
using GovStack.Frontend.Problems;

namespace GovStack.Frontend.Pages;

/// <summary>An error as a page, for people who followed a link.</summary>
internal static class ErrorPage
{
    public static HtmlPage Render(Agency agency, string language, ProblemBody problem)
    {
        var detail = problem.Detail is null ? "" : $"<p>{MarkdownHtml.Encode(problem.Detail)}</p>\n";
        var body = $"""
            <h1>{MarkdownHtml.Encode(problem.Title)}</h1>
            {detail}<p><a href="/">{MarkdownHtml.Encode(agency.Name[language])}</a></p>
            {EmergencyLine.Render(agency, language)}
            """;
        return new(language, $"{problem.Title} – {agency.Name[language]}", body);
    }
}

/// <summary>The emergency numbers, on every page made here.</summary>
internal static class EmergencyLine
{
    public static string Render(Agency agency, string language)
        => agency.Emergency.Numbers is [var first, ..]
            ? $"<p class=\"emergency-plain\"><a class=\"dial\" href=\"tel:{MarkdownHtml.Encode(first.Number)}\"><strong>{MarkdownHtml.Encode(first.Number)}</strong></a> {MarkdownHtml.Encode(first.For[language])}</p>"
            : "";
}
