using System.Globalization;
using System.Text;

namespace GovStack.Benchmarks.Quota;

/// <summary>A line chart in plain SVG, readable in black and white: lines differ in dash and are named at their end.</summary>
internal static class ComparisonChart
{
    private const double Width = 900;
    private const double Height = 460;
    private const double Left = 60;
    private const double Right = 230;
    private const double Top = 40;
    private const double Bottom = 50;
    private static readonly string[] Colours = ["#0b5cad", "#b3261e", "#2e7d32", "#8a5a00", "#6a1b9a", "#00695c"];
    private static readonly string[] Dashes = ["", "8 4", "2 3", "12 4 2 4", "6 2", "3 6"];

    public static string Draw(int[] crowds, (string Name, double[] InTime)[] lines, double[] possible)
    {
        var most = Math.Ceiling(possible.Max() / 100) * 100;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">");
        svg.AppendLine("<title>Answers in time by number of people asking at once, bucket provider</title>");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\">Answered within 150 s, of so many people asking at once (500 requests, 300k tokens a minute)</text>");
        for (var value = 0.0; value <= most; value += 100)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value, most):0.0}\" y2=\"{Y(value, most):0.0}\" stroke=\"#dddddd\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(value, most) + 4:0.0}\" text-anchor=\"end\">{value:0}</text>");
        }

        foreach (var crowd in crowds.Where(crowd => crowd % 250 == 0 || crowd == 100))
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(crowd, crowds[^1]):0.0}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{crowd}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"#999999\" stroke-width=\"6\" stroke-opacity=\"0.35\" points=\"{Points(crowds, possible, most)}\"/>");
        var labels = new List<double>();
        for (var i = 0; i < lines.Length; i++)
        {
            var (name, values) = lines[i];
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"{(i == 0 ? 3 : 2)}\" stroke-dasharray=\"{Dashes[i]}\" points=\"{Points(crowds, values, most)}\"/>");
            var y = Y(values[^1], most);
            while (labels.Any(taken => Math.Abs(taken - y) < 15))
                y += 3;
            labels.Add(y);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 8}\" y=\"{y + 4:0.0}\" fill=\"{Colours[i]}\">{name}: {values[^1]:0}</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 8}\" y=\"{Y(possible[^1], most) - 14:0.0}\" fill=\"#666666\">possible: {possible[^1]:0}</text>");
        svg.AppendLine("</svg>");
        return svg.ToString();
    }

    private static double X(double crowd, double most) => Left + (crowd / most * (Width - Left - Right));

    private static double Y(double value, double most) => Height - Bottom - (value / most * (Height - Top - Bottom));

    private static string Points(int[] crowds, double[] values, double most)
        => string.Join(' ', crowds.Zip(values, (crowd, value) => string.Create(CultureInfo.InvariantCulture, $"{X(crowd, crowds[^1]):0.0},{Y(value, most):0.0}")));
}
