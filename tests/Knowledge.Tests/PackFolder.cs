using GovStack.Knowledge.Packs;
using GovStack.TestKit;

namespace GovStack.Knowledge.Tests;

/// <summary>A small sound pack in a folder of its own, for a test to break one thing in.</summary>
internal sealed class PackFolder : IDisposable
{
    public const string Agency = """
        id: town
        name: {en: Town Hall, es: Ayuntamiento}
        hosts: [localhost]
        time_zone: America/New_York
        languages: [en, es]
        contact:
          name: {en: Front desk, es: Recepción}
          phone: 1-555-0100
        emergency:
          numbers:
            - {number: "911", for: {en: Danger to life, es: Peligro}}
          crises:
            - id: danger
              numbers: ["911"]
              text: {en: Call 911 now., es: Llame al 911.}
              phrases:
                en: ["house ... on fire"]
                es: ["casa se quem*"]
        botlets:
          - id: tax
            name: {en: Taxes, es: Impuestos}
            description: {en: About taxes., es: Sobre impuestos.}
            tone: plain
            instructions: Answer about taxes.
            chain: standard
          - id: general
            name: {en: General, es: General}
            description: {en: All else., es: Lo demás.}
            tone: friendly
            instructions: Answer about all else.
            chain: standard
        general: general
        out_of_scope:
          text: {en: Not ours., es: No es nuestro.}
        chains:
          standard:
            - {provider: openai, model: gpt-4.1-mini}
            - {provider: extractive}
        prices:
          updated: 2026-01-15
          models:
            - {model: gpt-4.1-mini, input: 0.40, cached_input: 0.10, output: 1.60}
        """;

    public const string Page = """
        ---
        title: Tax refunds
        url: https://example.gov/refunds
        language: en
        updated: 2026-01-10
        botlet: tax
        ---
        Refunds arrive within three weeks.

        ## How to check
        Use the online tool.
        """;

    private const string Questions = """
        tax:
          - Where is my refund?
          - When do I get my tax refund?
          - How do I file my taxes?
          - What is the tax deadline?
          - Can I pay my taxes online?
        general:
          - When is the town hall open?
          - How do I register to vote?
          - Where do I complain about noise?
          - How do I get a library card?
          - Who is the mayor?
        out_of_scope:
          - What is the weather tomorrow?
          - Write me a poem.
          - Which stock should I buy?
          - Who won the game?
          - Tell me a joke.
        """;

    public PackFolder(bool plain = true)
    {
        Folder = Path.Combine(Path.GetTempPath(), $"pack-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Folder);
        if (!plain)
            return;
        Write("agency.yaml", Agency);
        Write("pages/en/tax/refunds.md", Page);
        Write("pages/en/general/hours.md", PageFor("Opening hours", "general", "en", "The town hall is open from nine to five."));
        Write("questions/en.yaml", Questions);
        Write("questions/es.yaml", Questions);
    }

    public string Folder { get; }

    public static string PageFor(string title, string botlet, string language, string body)
        => $"---\ntitle: {title}\nurl: https://example.gov/page\nlanguage: {language}\nupdated: 2026-01-10\nbotlet: {botlet}\n---\n{body}\n";

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Delete(string path) => File.Delete(Path.Combine(Folder, path));

    /// <summary>Replaces a text that stands once in a file.</summary>
    public void Replace(string path, string old, string by)
    {
        var full = Path.Combine(Folder, path);
        var text = File.ReadAllText(full);
        Assert.Equal(2, text.Split(old).Length);
        File.WriteAllText(full, text.Replace(old, by, StringComparison.Ordinal));
    }

    public ContentPackResult Read() => new ContentPackReader(new ManualClock()).Read(Folder);

    /// <summary>Reads the pack and gives its faults as they are printed.</summary>
    public string[] Faults() => [.. Read().Faults.Select(fault => fault.ToString())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
