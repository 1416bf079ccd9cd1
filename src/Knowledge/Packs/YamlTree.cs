using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GovStack.Knowledge.Packs;

/// <summary>A value of a YAML file and the line it stands on.</summary>
internal abstract record YamlValue(int Line)
{
    public abstract string Kind { get; }
}

internal sealed record YamlText(int Line, string Value) : YamlValue(Line)
{
    public override string Kind => "text";
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(int Line, IReadOnlyList<YamlEntry> Entries) : YamlValue(Line)
{
    public override string Kind => "a mapping";
}

internal sealed record YamlEntry(string Key, int Line, YamlValue Value);

/// <summary>
/// Builds a tree with line numbers from YAML. Built on the parser's events, not on YamlDotNet's own model, because that throws at the first
/// repeated key and expands aliases without a bound; here every repeated key is a fault of its own and aliases are refused.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 20;

    private readonly string _file;
    private readonly int _lineOffset;
    private readonly PackFaults _faults;
    private readonly Parser _parser;

    private YamlTree(string file, string text, int lineOffset, PackFaults faults)
    {
        (_file, _lineOffset, _faults) = (file, lineOffset, faults);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads the one document of a file.</summary>
    /// <param name="file">Its name in faults.</param>
    /// <param name="text">Its text.</param>
    /// <param name="lineOffset">What to add to line numbers: 1 for the front matter of a page.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The mapping at the top, or null after a fault.</returns>
    public static YamlMap? ReadMap(string file, string text, int lineOffset, PackFaults faults)
    {
        switch (Read(file, text, lineOffset, faults))
        {
            case YamlMap map:
                return map;
            case { } other:
                faults.Add(file, other.Line, $"expected a mapping (key: value), found {other.Kind}");
                return null;
            default:
                return null;
        }
    }

    /// <inheritdoc cref="ReadMap"/>
    /// <returns>The value at the top, or null after a fault.</returns>
    public static YamlValue? Read(string file, string text, int lineOffset, PackFaults faults)
    {
        var tree = new YamlTree(file, text, lineOffset, faults);
        try
        {
            return tree.ReadDocument();
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's parser loses its own way after some unclosed brackets.
            faults.Add(file, tree.Line(tree._parser.Current), "not valid YAML: a bracket or a quote is not closed");
            return null;
        }
        catch (YamlException exception)
        {
            faults.Add(file, (int)Math.Max(1, exception.Start.Line) + lineOffset, $"not valid YAML: {FirstSentence(exception.Message)}");
            return null;
        }
    }

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            _faults.Add(_file, 1 + _lineOffset, "the file is empty");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var value = ReadValue(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            _faults.Add(_file, Line(_parser.Current), "a second YAML document; one per file is read");
        return value;
    }

    private YamlValue ReadValue(int depth)
    {
        var line = Line(_parser.Current);
        if (depth > DeepestNesting)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {DeepestNesting} levels");
        if (_parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(line, IsNull(scalar) ? "" : scalar.Value);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            throw new YamlException(alias.Start, alias.End, "aliases (*name) are not read; write the value out");
        return _parser.TryConsume<SequenceStart>(out _) ? ReadList(line, depth) : ReadMapping(line, depth);
    }

    private YamlList ReadList(int line, int depth)
    {
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadValue(depth + 1));
        return new YamlList(line, items);
    }

    private YamlMap ReadMapping(int line, int depth)
    {
        _parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyLine = Line(_parser.Current);
            var key = ReadValue(depth + 1) as YamlText;
            var value = ReadValue(depth + 1);
            if (key is null)
                _faults.Add(_file, keyLine, "a key must be plain text");
            else if (seen.TryAdd(key.Value, keyLine))
                entries.Add(new YamlEntry(key.Value, keyLine, value));
            else
                _faults.Add(_file, keyLine, $"duplicate key '{key.Value}', first on line {seen[key.Value]}");
        }

        return new YamlMap(line, entries);
    }

    private int Line(ParsingEvent? parsingEvent) => (int)Math.Max(1, parsingEvent?.Start.Line ?? 1) + _lineOffset;

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null" or "Null" or "NULL";

    // YamlDotNet puts the position before some messages and after others; ours is already in the fault.
    private static string FirstSentence(string message)
    {
        var start = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) + 3 : 0;
        var text = message[Math.Max(0, start)..].Trim().TrimEnd('.');
        return text.Length == 0 ? "it cannot be parsed" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
