using System.Buffers;
using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>The small words and the letters, small and capital, by which a language written in Latin letters is told from its neighbours.</summary>
internal sealed record LanguageHints(FrozenSet<string> SmallWords, SearchValues<char> Letters)
{
    private static readonly FrozenDictionary<string, LanguageHints> ByLanguage = new Dictionary<string, LanguageHints>(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = Make("the of and to is are was what when where which who why how do does did can could should would will my your i you he she it we they this that these with from for have has had been not dont need want get there an if about much many long im please help where's file lost", ""),
        ["es"] = Make("el los las del una unos que como cuando donde cual quien por para con sin esta este esto es son soy tengo tiene puedo puede debo hacer hay mi mis su sus yo usted me se le lo cuanto cuanta cuesta y pero si muy mas necesito quiero porque ya fue al gracias hola mi en un", "ñ¿¡áíóú"),
        ["fr"] = Make("le les des du une et est sont que qui ou quand comment pourquoi combien je vous nous il elle mon ma mes votre pour avec dans sur pas ne puis peut dois faire ai avez suis cette ce ces au aux plus bonjour merci quel quelle quels quelles en un", "çœêèàùûîô"),
        ["de"] = Make("der die das den dem des ein eine einen und ist sind ich sie wir er es mein meine ihr wie was wann wo wer warum welche kann muss soll darf haben habe hat nicht mit fur von zu bei auf aus im wenn oder auch wird werden brauche mochte bitte danke gibt", "äöüß"),
        ["it"] = Make("il gli della dei delle una e sono che chi come quando dove perche quanto io mio mia mie per con senza di da in su non posso puo devo fare ho ha questa questo quale quali piu ma se anche grazie ciao vorrei un lo", "èùìò"),
        ["pt"] = Make("os as do da dos das um uma e sao que quem como quando onde por para com sem eu meu minha seu sua voce nao posso pode devo fazer tenho tem esta este isso qual quais quanto mais mas se tambem obrigado ola preciso quero no na em ao", "ãõç"),
        ["nl"] = Make("de het een en is zijn ik u wij hij zij mijn uw hoe wat wanneer waar wie waarom welke kan moet mag heb heeft niet met voor van naar bij op uit als of ook wordt worden nodig graag wil bedankt dank er te aan", ""),
        ["sv"] = Make("och ar jag du vi han hon det den en ett min mitt mina hur vad nar var vem varfor vilken kan maste ska far har inte med for fran till pa i av om eller ocksa blir vill tack behover som att", "åäö"),
        ["da"] = Make("og er jeg du vi han hun det den en et min mit mine hvordan hvad hvornar hvor hvem hvorfor hvilken kan skal ma har ikke med for fra til pa i af om eller ogsa bliver vil tak at som", "æøå"),
        ["no"] = Make("og er jeg du vi han hun det den en et min mitt mine hvordan hva nar hvor hvem hvorfor hvilken kan skal ma har ikke med for fra til pa i av om eller ogsa blir vil takk at som", "æøå"),
        ["pl"] = Make("i w z na do nie sie jest sa co jak kiedy gdzie kto dlaczego ile czy moj moja moje ja pan pani moge musze mam ma po od dla oraz lub ten ta to tym tego jaki jakie ktory mozna nalezy prosze dziekuje", "ąćęłńśźż"),
        ["ro"] = Make("si este sunt ce cine cum cand unde de la pe cu fara pentru nu eu meu mea mele pot poate trebuie am are un o in din sau daca mai cat care va rog multumesc vreau", "ăâîșțşţ"),
        ["tr"] = Make("ve bir bu ne nasil nerede kim neden ne icin ile mi mu ben benim siz var yok icin nasil hangi daha cok olarak gerekiyor istiyorum lazim tesekkurler", "ığşçöü"),
        ["vi"] = Make("toi la co khong cua va cho the nao lam gi o dau bao nhieu khi nguoi duoc phai muon can xin cam on nhung mot", "ăâđêôơư"),
        ["tl"] = Make("ang ng sa mga na ako ko mo po ba paano saan kailan sino bakit magkano ano kung para hindi may wala gusto kailangan salamat", ""),
        ["ht"] = Make("mwen ou li nou yo ki sa kijan kote kile poukisa konbyen pou nan ak pa gen ka dwe fe mesi tanpri yon", "èò"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets a language's hints, or null.</summary>
    public static LanguageHints? Of(string language) => ByLanguage.GetValueOrDefault(language);

    private static LanguageHints Make(string words, string letters)
        => new(words.Split(' ').Select(word => FoldedText.Join(word)).ToFrozenSet(StringComparer.Ordinal), SearchValues.Create(letters + letters.ToUpperInvariant()));
}
