using System.Globalization;
using System.Text;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>Words as they are compared: folded to lower case without accents, cut to their stem, function words left out.</summary>
internal static class QuestionTerms
{
    // Enough to join "renew, renewal, renewing" and "impuesto, impuestos"; cutting harder would join words of different meaning.
    private const int StemLength = 7;

    private static readonly HashSet<string> StopWords = new(
        ("a about after all also am an and any are as at be because been before being but by can could did do does doing done for from get got had has have " +
        "having he her here hers him his how i if im in into is it its ive just know let like lot make many may me might more most much must my need no not now " +
        "of off on once only or other our out over own please really same she should so some such tell than thank thanks that the their them then there these they " +
        "thing this those to too up us very want was we well were what when where which while who whom why will with without would yes you your " +
        "hello hi help dear question someone something anything " +
        "al algo ante antes aqui asi aun como con cual cuales cuando cuanta cuantas cuanto cuantos de debe debo del desde donde dos e el ella ellas ellos en entre era " +
        "es esa ese eso esta estan estar estas este esto estos estoy fue ha hacer hago han hasta hay la las le les lo los mas me mi mis mucho muy necesita necesito ni nos " +
        "o para pero por porque puede puedo pueden que quien quiero quisiera saber se sea ser si sin sobre son su sus tambien te tengo tener tiene toda todo todos tu un una " +
        "uno unos usted y ya yo hola gracias favor ayuda").Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] Suffixes =
        ["aciones", "amiento", "imiento", "aciones", "ation", "acion", "ments", "ment", "ings", "ing", "ados", "adas", "ado", "ada", "ies", "als", "al", "es", "ed", "er", "ar", "ir", "s", "e", "o", "a"];

    /// <summary>Folds and cuts a text into its telling words, in order; repeats are kept.</summary>
    public static List<string> Of(string text)
    {
        var terms = new List<string>();
        var word = new StringBuilder(16);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c is '\'' or '’')
                continue;
            if (char.IsLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
            else if (c is '-' && word.Length > 0 && char.IsAsciiDigit(word[0]))
                continue;   // "1040-X" and "1040X" are one form.
            else
                Take(word, terms);
        }

        Take(word, terms);
        return terms;
    }

    /// <summary>The telling words of a text, each once.</summary>
    public static HashSet<string> SetOf(string text) => new(Of(text), StringComparer.Ordinal);

    private static void Take(StringBuilder word, List<string> terms)
    {
        if (word.Length == 0)
            return;
        var whole = word.ToString();
        word.Clear();
        if (!StopWords.Contains(whole))   // "Part B", "Plan D": one letter can be the whole difference.
            terms.Add(Stem(whole));
    }

    private static string Stem(string word)
    {
        if (char.IsAsciiDigit(word[0]))
            return word;
        foreach (var suffix in Suffixes)
        {
            if (word.Length - suffix.Length >= 3 && word.EndsWith(suffix, StringComparison.Ordinal))
            {
                word = word[..^suffix.Length];
                break;
            }
        }

        return word.Length > StemLength ? word[..StemLength] : word;
    }
}
