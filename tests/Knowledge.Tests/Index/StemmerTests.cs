using GovStack.Knowledge.Index.Languages;

namespace GovStack.Knowledge.Tests.Index;

public sealed class StemmerTests
{
    // Every step of Porter2 once, and the words people ask agencies about.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ties", "tie")]
    [InlineData("cries", "cri")]
    [InlineData("gas", "gas")]
    [InlineData("gaps", "gap")]
    [InlineData("taxes", "tax")]
    [InlineData("agreed", "agre")]
    [InlineData("feed", "feed")]
    [InlineData("luxuriated", "luxuri")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("filing", "file")]
    [InlineData("sing", "sing")]
    [InlineData("by", "by")]
    [InlineData("say", "say")]
    [InlineData("cry", "cri")]
    [InlineData("conditional", "condit")]
    [InlineData("eligible", "elig")]
    [InlineData("eligibility", "elig")]
    [InlineData("organization", "organ")]
    [InlineData("naturalization", "natur")]
    [InlineData("usefulness", "use")]
    [InlineData("quickly", "quick")]
    [InlineData("technology", "technolog")]
    [InlineData("electrical", "electr")]
    [InlineData("goodness", "good")]
    [InlineData("replacement", "replac")]
    [InlineData("adoption", "adopt")]
    [InlineData("adjustment", "adjust")]
    [InlineData("license", "licens")]
    [InlineData("licensing", "licens")]
    [InlineData("controlling", "control")]
    [InlineData("roll", "roll")]
    [InlineData("generate", "generat")]
    [InlineData("general", "general")]
    [InlineData("communities", "communiti")]
    [InlineData("dying", "die")]
    [InlineData("news", "news")]
    [InlineData("proceed", "proceed")]
    [InlineData("employees", "employe")]
    [InlineData("sayings", "say")]
    public void English_Word_HasPorter2Stem(string word, string stem) => Assert.Equal(stem, EnglishStemmer.Stem(word));

    // Forms of one word that must meet, written with their accents folded away, as the index writes them.
    [Theory]
    [InlineData("impuesto", "impuestos")]
    [InlineData("declaracion", "declaraciones")]
    [InlineData("licencia", "licencias")]
    [InlineData("servicio", "servicios")]
    [InlineData("solicitar", "solicito", "solicita", "solicitan", "solicitando", "solicitaron", "solicite")]
    [InlineData("renovar", "renovarlo", "renovando", "renovaron")]
    [InlineData("pagar", "pago", "pagos", "pagarlos", "pagamos")]
    [InlineData("reembolso", "reembolsos", "reembolsar")]
    [InlineData("exclusivamente", "exclusivo", "exclusivas")]
    [InlineData("necesidad", "necesidades")]
    [InlineData("vivienda", "viviendas")]
    public void Spanish_FormsOfOneWord_ShareAStem(string word, params string[] forms)
        => Assert.All(forms, form => Assert.Equal(SpanishStemmer.Stem(word), SpanishStemmer.Stem(form)));

    [Theory]
    [InlineData("pasaporte", "pasar")]
    [InlineData("ciudadano", "ciudad")]
    public void Spanish_DifferentWords_KeepDifferentStems(string word, string other)
        => Assert.NotEqual(SpanishStemmer.Stem(word), SpanishStemmer.Stem(other));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("y")]
    [InlineData("ss")]
    [InlineData("s's")]
    [InlineData("ing")]
    [InlineData("eed")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Stem_OddWord_ThrowsNothing(string word)
    {
        Assert.NotNull(EnglishStemmer.Stem(word));
        Assert.NotNull(SpanishStemmer.Stem(word));
    }
}
