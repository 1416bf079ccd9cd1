using System.Collections.Frozen;

namespace GovStack.Knowledge.Index.Languages;

/// <summary>
/// People ask "can I keep my pension", pages say "you can keep your pension". Both are brought to the page's point of view, so that runs of words
/// match across the two. Written without accents.
/// </summary>
internal static class PointOfView
{
    private static readonly FrozenDictionary<string, string> English = new Dictionary<string, string>
    {
        ["i"] = "you", ["me"] = "you", ["we"] = "you", ["us"] = "you", ["my"] = "your", ["our"] = "your", ["mine"] = "yours", ["ours"] = "yours",
        ["myself"] = "yourself", ["ourselves"] = "yourself", ["am"] = "are", ["im"] = "youre", ["ive"] = "youve", ["id"] = "youd",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Spanish = new Dictionary<string, string>
    {
        ["yo"] = "usted", ["nosotros"] = "usted", ["mi"] = "su", ["mis"] = "sus", ["nuestro"] = "su", ["nuestra"] = "su", ["nuestros"] = "sus",
        ["nuestras"] = "sus", ["tu"] = "su", ["tus"] = "sus", ["me"] = "se", ["nos"] = "se", ["te"] = "se", ["puedo"] = "puede", ["podemos"] = "puede",
        ["debo"] = "debe", ["tengo"] = "tiene", ["necesito"] = "necesita", ["quiero"] = "quiere", ["soy"] = "es", ["estoy"] = "esta", ["hago"] = "hace",
    }.ToFrozenDictionary();

    public static FrozenDictionary<string, string> For(string language) => language switch
    {
        "en" => English,
        "es" => Spanish,
        _ => FrozenDictionary<string, string>.Empty,
    };
}
