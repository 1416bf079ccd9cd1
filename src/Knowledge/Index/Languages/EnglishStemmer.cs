namespace GovStack.Knowledge.Index.Languages;

/// <summary>
/// The English stemmer "Porter2" by Martin Porter, from its description at https://snowballstem.org/algorithms/english/stemmer.html.
/// Takes lower-case words without accents.
/// </summary>
internal static class EnglishStemmer
{
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["skis"] = "ski", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie", ["idly"] = "idl", ["gently"] = "gentl",
        ["ugly"] = "ugli", ["early"] = "earli", ["only"] = "onli", ["singly"] = "singl", ["sky"] = "sky", ["news"] = "news", ["howe"] = "howe",
        ["atlas"] = "atlas", ["cosmos"] = "cosmos", ["bias"] = "bias", ["andes"] = "andes",
    };

    private static readonly HashSet<string> WholeAfterPlural =
        ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"];

    private static readonly string[] RegionPrefixes = ["gener", "commun", "arsen"];
    private static readonly System.Buffers.SearchValues<char> Vowels = System.Buffers.SearchValues.Create("aeiouy");
    private static readonly string[] Doubles = ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"];

    // Longest first, since the longest ending decides even where its region does not allow the change.
    private static readonly (string Ending, string Becomes)[] Step2 =
    [
        ("ational", "ate"), ("ization", "ize"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"),
        ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"),
        ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Ending, string Becomes)[] Step3 =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4 =
    [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic",
    ];

    public static string Stem(string word)
    {
        if (word.Length <= 2)
            return word;
        if (Exceptions.TryGetValue(word, out var exception))
            return exception;
        var text = MarkConsonantY(word.TrimStart('\''));
        var (r1, r2) = Regions(text);
        text = Plural(Possessive(text));
        if (WholeAfterPlural.Contains(text))
            return text;
        text = PastAndGerund(text, r1);
        if (text.Length > 2 && text[^1] is 'y' or 'Y' && !IsVowel(text[^2]))
            text = text[..^1] + "i";
        text = Derived(text, r1);
        text = Quality(text, r1, r2);
        text = Suffix(text, r2);
        return Last(text, r1, r2).Replace('Y', 'y');
    }

    private static string MarkConsonantY(string word)
    {
        var letters = word.ToCharArray();
        for (var index = 0; index < letters.Length; index++)
        {
            if (letters[index] == 'y' && (index == 0 || IsVowel(letters[index - 1])))
                letters[index] = 'Y';
        }

        return new string(letters);
    }

    private static (int R1, int R2) Regions(string text)
    {
        var prefix = Array.Find(RegionPrefixes, prefix => text.StartsWith(prefix, StringComparison.Ordinal));
        var r1 = prefix?.Length ?? RegionAfter(text, 0);
        return (r1, RegionAfter(text, r1));
    }

    private static int RegionAfter(string text, int start)
    {
        for (var index = start + 1; index < text.Length; index++)
        {
            if (!IsVowel(text[index]) && IsVowel(text[index - 1]))
                return index + 1;
        }

        return text.Length;
    }

    private static string Possessive(string text)
        => Ends(text, "'s'") ? text[..^3] : Ends(text, "'s") ? text[..^2] : Ends(text, "'") ? text[..^1] : text;

    private static string Plural(string text)
    {
        if (Ends(text, "sses"))
            return text[..^2];
        if (Ends(text, "ied") || Ends(text, "ies"))
            return text.Length > 4 ? text[..^2] : text[..^1];
        if (Ends(text, "us") || Ends(text, "ss") || !Ends(text, "s"))
            return text;
        return text.Length > 2 && HasVowel(text, text.Length - 2) ? text[..^1] : text;
    }

    private static string PastAndGerund(string text, int r1)
    {
        if (Ends(text, "eedly") || Ends(text, "eed"))
        {
            var length = Ends(text, "eedly") ? 5 : 3;
            return text.Length - length >= r1 ? text[..^length] + "ee" : text;
        }

        var ending = Ends(text, "ingly") || Ends(text, "edly") ? (Ends(text, "ingly") ? 5 : 4) : Ends(text, "ing") ? 3 : Ends(text, "ed") ? 2 : 0;
        if (ending == 0 || !HasVowel(text, text.Length - ending))
            return text;
        var stem = text[..^ending];
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz"))
            return stem + "e";
        if (Array.Exists(Doubles, pair => Ends(stem, pair)))
            return stem[..^1];
        return r1 >= stem.Length && EndsInShortSyllable(stem) ? stem + "e" : stem;
    }

    private static string Derived(string text, int r1)
    {
        foreach (var (ending, becomes) in Step2)
        {
            if (!Ends(text, ending))
                continue;
            var stem = text[..^ending.Length];
            var allowed = stem.Length >= r1 && ending switch
            {
                "ogi" => Ends(stem, "l"),
                "li" => stem.Length > 0 && "cdeghkmnrt".Contains(stem[^1], StringComparison.Ordinal),
                _ => true,
            };
            return allowed ? stem + becomes : text;
        }

        return text;
    }

    private static string Quality(string text, int r1, int r2)
    {
        foreach (var (ending, becomes) in Step3)
        {
            if (Ends(text, ending))
                return text.Length - ending.Length >= (ending == "ative" ? r2 : r1) ? text[..^ending.Length] + becomes : text;
        }

        return text;
    }

    private static string Suffix(string text, int r2)
    {
        foreach (var ending in Step4)
        {
            if (!Ends(text, ending))
                continue;
            var stem = text[..^ending.Length];
            return stem.Length >= r2 && (ending != "ion" || Ends(stem, "s") || Ends(stem, "t")) ? stem : text;
        }

        return text;
    }

    private static string Last(string text, int r1, int r2)
    {
        var stem = text[..^1];
        if (text[^1] == 'e')
            return stem.Length >= r2 || (stem.Length >= r1 && !EndsInShortSyllable(stem)) ? stem : text;
        return text[^1] == 'l' && stem.Length >= r2 && Ends(stem, "l") ? stem : text;
    }

    // A vowel and a consonant other than w, x and Y after a consonant; or a vowel and a consonant that are the whole word.
    private static bool EndsInShortSyllable(string text)
        => text.Length == 2
            ? IsVowel(text[0]) && !IsVowel(text[1])
            : text.Length > 2 && !IsVowel(text[^3]) && IsVowel(text[^2]) && !IsVowel(text[^1]) && text[^1] is not ('w' or 'x' or 'Y');

    private static bool HasVowel(string text, int length) => text.AsSpan(0, length).ContainsAny(Vowels);

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static bool Ends(string text, string ending) => text.EndsWith(ending, StringComparison.Ordinal);
}
