namespace GovStack.LoadTest.Reporting;

/// <summary>A report before it is written down: headings, sentences, tables and charts.</summary>
internal sealed record Report(string Title, IReadOnlyList<string> Setup, IReadOnlyList<ReportSection> Sections);

/// <summary>One test.</summary>
internal sealed record ReportSection(string Heading, string Text, IReadOnlyList<Table> Tables, IReadOnlyList<Chart> Charts);

/// <summary>A table: the first column is text, the others figures.</summary>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A chart with a title that says what is seen.</summary>
internal abstract record Chart(string Title);

/// <summary>Bars made of parts, one bar a row.</summary>
internal sealed record BarChart(string Title, IReadOnlyList<string> Parts, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Bars) : Chart(Title);

/// <summary>Lines over an axis of figures.</summary>
internal sealed record LineChart(string Title, string X, string Y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> Lines) : Chart(Title);
