using System.Globalization;
using System.Net;
using System.Text;

namespace GovStack.LoadTest.Reporting;

/// <summary>Writes a report as <c>report.md</c> with its charts beside it, and as <c>report.html</c> with everything inside.</summary>
internal static class ReportWriter
{
    private const string Style = """
        body{font-family:system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
        table{border-collapse:collapse;margin:1rem 0;font-size:.85rem}th,td{border:1px solid #ccc;padding:.3rem .55rem;text-align:right}
        th:first-child,td:first-child{text-align:left}th{background:#f2f2f2}.wide{overflow-x:auto}svg{max-width:100%;height:auto}
        """;

    public static async Task WriteAsync(Report report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var number = 0;
        foreach (var chart in report.Sections.SelectMany(section => section.Charts))
            await File.WriteAllTextAsync(Path.Combine(folder, ChartFile(number++)), Svg.Draw(chart), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), Markdown(report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.html"), Html(report), cancellationToken);
    }

    internal static string Markdown(Report report)
    {
        var text = new StringBuilder($"# {report.Title}\n\n");
        foreach (var line in report.Setup)
            text.Append("- ").Append(line).Append('\n');
        var number = 0;
        foreach (var section in report.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Heading}\n\n{section.Text}\n");
            foreach (var table in section.Tables)
            {
                text.Append("\n| ").AppendJoin(" | ", table.Columns.Select(Cell)).Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---:|", table.Columns.Count - 1))).Append('\n');
                foreach (var row in table.Rows)
                    text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
            }

            foreach (var chart in section.Charts)
                text.Append(CultureInfo.InvariantCulture, $"\n![{chart.Title}]({ChartFile(number++)})\n");
        }

        return text.ToString();
    }

    internal static string Html(Report report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Encode(report.Title)}</title><style>{Style}</style></head><body>");
        text.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(report.Title)}</h1><ul>");
        foreach (var line in report.Setup)
            text.Append(CultureInfo.InvariantCulture, $"<li>{Encode(line)}</li>");
        text.Append("</ul>");
        foreach (var section in report.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(section.Heading)}</h2><p>{Encode(section.Text)}</p>");
            foreach (var table in section.Tables)
            {
                text.Append("<div class=\"wide\"><table><thead><tr>");
                foreach (var column in table.Columns)
                    text.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(column)}</th>");
                text.Append("</tr></thead><tbody>");
                foreach (var row in table.Rows)
                    text.Append("<tr>").Append(string.Concat(row.Select(cell => $"<td>{Encode(cell)}</td>"))).Append("</tr>");
                text.Append("</tbody></table></div>");
            }

            foreach (var chart in section.Charts)
                text.Append(Svg.Draw(chart));
        }

        return text.Append("</body></html>").ToString();
    }

    private static string ChartFile(int number) => string.Create(CultureInfo.InvariantCulture, $"chart-{number + 1:00}.svg");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
