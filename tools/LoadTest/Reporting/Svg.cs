using System.Globalization;
using System.Net;
using System.Text;

namespace GovStack.LoadTest.Reporting;

/// <summary>Draws charts as SVG. Colours differ in lightness too, for readers who do not tell them apart and for printing.</summary>
internal static class Svg
{
    private const int Width = 760;
    private const int LineHeight = 300;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 46;
    private const int Bottom = 44;
    private const int Row = 26;
    private const int MaxPoints = 400;

    private static readonly string[] _colours =
        ["#1b6e3c", "#8fc9a3", "#c9a227", "#e8d9a0", "#1d5fa6", "#9cc3e6", "#7a4fa3", "#c7b3dd", "#555555", "#bbbbbb", "#b3261e", "#e69a94", "#222222"];

    public static string Draw(Chart chart) => chart switch
    {
        BarChart bars => Bars(bars),
        LineChart lines => Lines(lines),
        _ => throw new ArgumentException($"{chart.GetType().Name} is no chart this draws.", nameof(chart)),
    };

    private static string Bars(BarChart chart)
    {
        const int NameWidth = 190;
        var used = Enumerable.Range(0, chart.Parts.Count).Where(part => chart.Bars.Any(bar => bar.Values[part] > 0)).ToArray();
        var legendRows = (used.Length + 4) / 5;
        var top = Top + (legendRows * 18);
        var height = top + (chart.Bars.Count * Row) + 10;
        var svg = Begin(chart.Title, height);
        Legend(svg, [.. used.Select(part => (chart.Parts[part], _colours[part % _colours.Length]))]);
        var y = top;
        foreach (var (name, values) in chart.Bars)
        {
            var (x, total) = ((double)NameWidth, Math.Max(1e-9, values.Sum()));
            Text(svg, NameWidth - 8, y + 15, name, "end");
            foreach (var part in used.Where(part => values[part] > 0))
            {
                var width = values[part] / total * (Width - NameWidth - Right);
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y}\" width=\"{width:0.#}\" height=\"{Row - 6}\" fill=\"{_colours[part % _colours.Length]}\"><title>{Encode(chart.Parts[part])}: {values[part]:0.##}</title></rect>");
                x += width;
            }

            y += Row;
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Lines(LineChart chart)
    {
        var points = chart.Lines.SelectMany(line => line.Points).ToArray();
        var (maxX, maxY) = (Nice(points.Select(point => point.X).DefaultIfEmpty(1).Max()), Nice(points.Select(point => point.Y).DefaultIfEmpty(1).Max()));
        var svg = Begin(chart.Title, LineHeight);
        Legend(svg, [.. chart.Lines.Select((line, i) => (line.Name, _colours[i * 4 % _colours.Length]))]);
        double PlotX(double x) => Left + (x / maxX * (Width - Left - Right));
        double PlotY(double y) => LineHeight - Bottom - (y / maxY * (LineHeight - Top - Bottom - 16));
        for (var i = 0; i <= 4; i++)
        {
            var (y, x) = (maxY * i / 4, maxX * i / 4);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{PlotY(y):0.#}\" y2=\"{PlotY(y):0.#}\" stroke=\"#ddd\"/>");
            Text(svg, Left - 6, PlotY(y) + 4, Number(y), "end");
            Text(svg, PlotX(x), LineHeight - Bottom + 16, Number(x), "middle");
        }

        Text(svg, (Left + Width - Right) / 2d, LineHeight - 8, $"{chart.X}   (upwards: {chart.Y})", "middle");
        foreach (var (line, i) in chart.Lines.Select((line, i) => (line, i)))
        {
            var step = Math.Max(1, line.Points.Count / MaxPoints);
            var path = string.Join(' ', line.Points.Where((_, n) => n % step == 0 || n == line.Points.Count - 1)
                .Select(point => string.Create(CultureInfo.InvariantCulture, $"{PlotX(point.X):0.#},{PlotY(point.Y):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke-width=\"2\" stroke=\"{_colours[i * 4 % _colours.Length]}\" points=\"{path}\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(string title, int height)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Encode(title)}</title><rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"18\" font-size=\"14\" font-weight=\"bold\" fill=\"#222\">{Encode(title)}</text>");
        return svg;
    }

    private static void Legend(StringBuilder svg, IReadOnlyList<(string Name, string Colour)> entries)
    {
        foreach (var (entry, i) in entries.Select((entry, i) => (entry, i)))
        {
            var (x, y) = (8 + (i % 5 * 148), 28 + (i / 5 * 18));
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{entry.Colour}\"/>");
            Text(svg, x + 17, y + 11, entry.Name, "start");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor)
        => svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" fill=\"#222\">{Encode(text)}</text>");

    private static double Nice(double value)
    {
        if (value <= 0)
            return 1;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 2.5, 5, 10 }.First(step => step * unit >= value * 0.999999) * unit;
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
