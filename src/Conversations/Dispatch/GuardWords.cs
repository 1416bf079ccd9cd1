using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>The words behind <see cref="QuestionGuards"/>, folded, in English, Spanish and German: each with the meaning it shares with others.</summary>
internal static class GuardWords
{
    /// <summary>Gets the months' names.</summary>
    public static readonly FrozenDictionary<string, string> Months = Meanings("""
        january enero januar jan|february febrero februar feb|march marzo marz|april abril apr|may mayo mai|june junio juni jun|july julio juli jul|
        august agosto aug|september septiembre sept sep|october octubre oktober oct|november noviembre nov|december diciembre dezember dec
        """);

    /// <summary>Gets days and other times by name.</summary>
    public static readonly FrozenDictionary<string, string> Days = Meanings("""
        monday lunes montag|tuesday martes dienstag|wednesday miercoles mittwoch|thursday jueves donnerstag|friday viernes freitag|
        saturday sabado samstag|sunday domingo sonntag|today hoy heute|tomorrow manana morgen|yesterday ayer gestern|weekend|christmas navidad
        """);

    /// <summary>Gets words that deny.</summary>
    public static readonly FrozenDictionary<string, string> Negations = Meanings("""
        not no nor dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt shouldnt havent hasnt hadnt mustnt nicht kein keine
        keinen ni|never nunca jamas nie niemals|without sin ohne|neither tampoco|nothing nada nichts|nobody nadie niemand|except excepto salvo ausser
        """);

    /// <summary>Gets small numbers as words. "one" and "un" are seldom meant as numbers.</summary>
    public static readonly FrozenDictionary<string, string> Numbers = Meanings("""
        two dos zwei|three tres drei|four cuatro vier|five cinco funf|six seis sechs|seven siete sieben|eight ocho acht|nine nueve neun|ten diez zehn|
        twelve doce zwolf|hundred cien hundert|thousand mil tausend|half medio halb|twice|second segundo zweite|third tercero dritte
        """);

    /// <summary>Gets words that turn a question around; each with those that mean the same.</summary>
    public static readonly FrozenDictionary<string, string> Contrasts = Meanings("""
        before antes vor|after despues nach|renew renewal renewing renovar renovacion renuevo|replace replacement reemplazar reemplazo|
        lost lose perdi perdido perdida verloren|stolen robado robaron gestohlen|cancel cancelar cancelled|appeal apelar apelacion|change cambiar cambio|
        expired expire expires vencido vencida vence caducado|online linea|mail correo|child children kid kids baby minor nino ninos hijo hijos hija
        menor bebe kind kinder|adult adults adulto adultos erwachsene|married casado casada|divorced divorciado divorciada|federal|state estatal|
        must have debo obligatorio muss|may allowed permitido darf|can puedo kann|should sollte|open abierto|close closed cerrado|more mas mehr|less menos weniger|
        first primera primero erste|last ultimo ultima letzte|over above mas|under below bajo unter|animal animals pet pets animales mascotas tiere haustiere|
        pregnant pregnancy embarazada schwanger|old older elderly mayores altere
        """);

    /// <summary>Gets words after which "may" and "march" are months.</summary>
    public static readonly FrozenSet<string> BeforeMonths = Set("in by until since of before after from during last next this early late mid");

    /// <summary>Gets places as people type them, in small letters: states, and countries people ask about most; by their most telling word.</summary>
    public static readonly FrozenSet<string> Places = Set("""
        alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky
        louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey york carolina dakota
        ohio oklahoma oregon pennsylvania rhode tennessee texas utah vermont virginia washington wisconsin wyoming columbia puerto guam samoa
        chicago houston boston denver seattle miami dallas phoenix philadelphia detroit atlanta angeles francisco diego north south west
        america usa mexico canada spain france germany italy england scotland wales ireland britain uk europe china japan korea india pakistan
        philippines vietnam brazil argentina colombia venezuela peru chile ecuador bolivia cuba haiti jamaica guatemala honduras salvador nicaragua
        panama dominican russia ukraine poland turkey iran iraq israel syria egypt nigeria kenya australia zealand africa asia wuhan
        espana francia alemania italia inglaterra reino canada brasil rusia ucrania japon corea filipinas europa estados
        deutschland osterreich schweiz frankreich italien spanien england berlin bayern hamburg munchen sachsen hessen nordamerika sudamerika
        """);

    private static FrozenDictionary<string, string> Meanings(string text)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in text.ReplaceLineEndings(" ").Split('|'))
        {
            var words = group.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words)
                meanings.TryAdd(word, words[0]);
        }

        return meanings.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenSet<string> Set(string words)
        => words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
