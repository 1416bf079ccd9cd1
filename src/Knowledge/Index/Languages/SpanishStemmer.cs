namespace GovStack.Knowledge.Index.Languages;

/// <summary>
/// The Spanish stemmer of Snowball by Martin Porter, from its description at https://snowballstem.org/algorithms/spanish/stemmer.html, with one
/// difference: it takes lower-case words whose accents are folded away, since people leave them out ("donde esta mi declaracion"). So the
/// endings stand here without accents, and "ió" is left out because it would split "servicio" from "servicios".
/// </summary>
internal static class SpanishStemmer
{
    private static readonly string[] Pronouns =
        ByLength("me se sela selo selas selos la le lo las les los nos");

    private static readonly string[] BeforePronoun = ["iendo", "ando", "ar", "er", "ir"];

    private static readonly string[] Plain =
        ByLength("anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas amiento amientos imiento imientos");

    private static readonly string[] AfterIc =
        ByLength("adora ador acion adoras adores aciones ante antes ancia ancias");

    private static readonly string[] StandardEndings = ByLength(string.Join(' ', Plain) + ' ' + string.Join(' ', AfterIc)
        + " logia logias ucion uciones encia encias amente mente idad idades iva ivo ivas ivos");

    private static readonly string[] AfterU = ByLength("ya ye yan yen yeron yendo yo yas yes yais yamos");

    private static readonly string[] Verbs = ByLength(
        "arian arias aran aras ariais aria areis ariamos aremos ara are erian erias eran eras eriais eria ereis eriamos eremos era ere "
        + "irian irias iran iras iriais iria ireis iriamos iremos ira ire aba ada ida ia iera ad ed id ase iese aste iste an aban ian ieran "
        + "asen iesen aron ieron ado ido ando iendo ar er ir as abas adas idas ias ieras ases ieses is ais abais iais arais ierais aseis ieseis "
        + "asteis isteis ados idos amos abamos iamos imos aramos ieramos iesemos asemos en es eis emos");

    private static readonly HashSet<string> DropU = ["en", "es", "eis", "emos"];
    private static readonly string[] Residual = ["os", "a", "o", "i"];

    public static string Stem(string word)
    {
        if (word.Length <= 2)
            return word;
        var rv = VerbRegion(word);
        var r1 = RegionAfter(word, 0);
        var r2 = RegionAfter(word, r1);
        var text = DropPronoun(word, rv);
        var shorter = Standard(text, r1, r2);
        if (shorter == text)
            shorter = YVerb(text, rv);
        if (shorter == text)
            shorter = Verb(text, rv);
        return Residue(shorter, rv);
    }

    private static int VerbRegion(string word)
    {
        if (word.Length < 3)
            return word.Length;
        if (!IsVowel(word[1]))
            return After(word, vowel: true);
        return IsVowel(word[0]) ? After(word, vowel: false) : 3;
    }

    private static int After(string word, bool vowel)
    {
        for (var index = 2; index < word.Length; index++)
        {
            if (IsVowel(word[index]) == vowel)
                return index + 1;
        }

        return word.Length;
    }

    private static int RegionAfter(string word, int start)
    {
        for (var index = start + 1; index < word.Length; index++)
        {
            if (!IsVowel(word[index]) && IsVowel(word[index - 1]))
                return index + 1;
        }

        return word.Length;
    }

    private static string DropPronoun(string text, int rv)
    {
        if (Longest(text, Pronouns, rv) is not { } pronoun)
            return text;
        var stem = text[..^pronoun.Length];
        var follows = Longest(stem, BeforePronoun, rv) is not null
            || (Ends(stem, "uyendo") && stem.Length - "yendo".Length >= rv);
        return follows ? stem : text;
    }

    private static string Standard(string text, int r1, int r2)
    {
        if (Longest(text, StandardEndings, 0) is not { } ending)
            return text;
        var stem = text[..^ending.Length];
        if (ending == "amente")
            return stem.Length >= r1 ? Adverb(stem, r2) : text;
        if (stem.Length < r2)
            return text;
        return ending switch
        {
            "logia" or "logias" => stem + "log",
            "ucion" or "uciones" => stem + "u",
            "encia" or "encias" => stem + "ente",
            "mente" => DropOne(stem, r2, "ante", "able", "ible"),
            "idad" or "idades" => DropOne(stem, r2, "abil", "ic", "iv"),
            "iva" or "ivo" or "ivas" or "ivos" => DropOne(stem, r2, "at"),
            _ => Array.IndexOf(AfterIc, ending) >= 0 ? DropOne(stem, r2, "ic") : stem,
        };
    }

    private static string Adverb(string stem, int r2)
    {
        var shorter = DropOne(stem, r2, "iv");
        return shorter != stem ? DropOne(shorter, r2, "at") : DropOne(stem, r2, "os", "ic", "ad");
    }

    private static string YVerb(string text, int rv)
        => Longest(text, AfterU, rv) is { } ending && Ends(text[..^ending.Length], "u") ? text[..^ending.Length] : text;

    private static string Verb(string text, int rv)
    {
        if (Longest(text, Verbs, rv) is not { } ending)
            return text;
        var stem = text[..^ending.Length];
        return DropU.Contains(ending) && Ends(stem, "gu") ? stem[..^1] : stem;
    }

    private static string Residue(string text, int rv)
    {
        if (Longest(text, Residual, rv) is { } ending)
            return text[..^ending.Length];
        if (!Ends(text, "e") || text.Length - 1 < rv)
            return text;
        var stem = text[..^1];
        return Ends(stem, "gu") && stem.Length - 1 >= rv ? stem[..^1] : stem;
    }

    private static string DropOne(string stem, int region, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (Ends(stem, ending) && stem.Length - ending.Length >= region)
                return stem[..^ending.Length];
        }

        return stem;
    }

    private static string? Longest(string text, string[] endings, int region)
    {
        foreach (var ending in endings)
        {
            if (text.Length - ending.Length >= region && Ends(text, ending))
                return ending;
        }

        return null;
    }

    private static string[] ByLength(string endings)
        => [.. endings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().OrderByDescending(ending => ending.Length)];

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';

    private static bool Ends(string text, string ending) => text.EndsWith(ending, StringComparison.Ordinal);
}
