using System.Text.RegularExpressions;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>What a question wants to be told.</summary>
internal enum QuestionKind
{
    Other,
    HowMuch,
    When,
    Where,
    Who,
    How,
    MayI,
    Which,
}

/// <summary>Reads what a question wants from its words, English and Spanish, and sees which sentences could say it.</summary>
internal static partial class QuestionKinds
{
    public static QuestionKind Of(string question)
    {
        if (HowMuchWords().IsMatch(question))
            return QuestionKind.HowMuch;
        if (WhenWords().IsMatch(question))
            return QuestionKind.When;
        if (WhereWords().IsMatch(question))
            return QuestionKind.Where;
        if (WhoWords().IsMatch(question))
            return QuestionKind.Who;
        if (HowWords().IsMatch(question))
            return QuestionKind.How;
        if (MayIWords().IsMatch(question))
            return QuestionKind.MayI;
        return WhichWords().IsMatch(question) ? QuestionKind.Which : QuestionKind.Other;
    }

    /// <summary>Whether a sentence has the shape of an answer to such a question: an amount, a date, a place, a number to call.</summary>
    public static bool Fits(QuestionKind kind, in Sentence sentence) => kind switch
    {
        QuestionKind.HowMuch => Amount().IsMatch(sentence.Text),
        QuestionKind.When => Time().IsMatch(sentence.Text),
        QuestionKind.Where => Place().IsMatch(sentence.Text),
        QuestionKind.Who => Contact().IsMatch(sentence.Text),
        QuestionKind.How => sentence.IsListItem || sentence.IntroducesList || Step().IsMatch(sentence.Text),
        QuestionKind.MayI => Permission().IsMatch(sentence.Text),
        QuestionKind.Which => sentence.IsListItem || sentence.IntroducesList || Enumeration().IsMatch(sentence.Text),
        _ => false,
    };

    private const RegexOptions Way = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\bhow much\b|\b(costs?|fees?|price|expensive|charge[sd]?)\b|\bis it free\b|\bcu[aá]nto (cuesta|vale|sale|es|cobran|tengo que pagar|debo pagar|hay que pagar)|\b(costo|tarifa|precio)s?\b|\bes gratis\b", Way)]
    private static partial Regex HowMuchWords();

    [GeneratedRegex(@"\bwhen('?s)?\b|\bhow (long|soon|fast|late|often|many (days|weeks|months|years))\b|\b(deadline|due date|what (time|day|date))\b|\bcu[aá]ndo\b|\bcu[aá]nto (tiempo|tarda|demora|dura|falta)|\bcu[aá]nt[oa]s (d[ií]as|semanas|meses|a[nñ]os)\b|\b(plazo|fecha l[ií]mite|qu[eé] d[ií]a|qu[eé] fecha|hasta qu[eé])\b", Way)]
    private static partial Regex WhenWords();

    [GeneratedRegex(@"\bwhere('?s)?\b|\b(which|what) (office|website|address|page)\b|\bd[oó]nde\b|\bqu[eé] (oficina|p[aá]gina|direcci[oó]n)\b", Way)]
    private static partial Regex WhereWords();

    [GeneratedRegex(@"\bwho(m)?\b|\b(phone|telephone|number to call|contact)\b|\bqui[eé]n(es)?\b|\b(tel[eé]fono|contacto|a qui[eé]n)\b", Way)]
    private static partial Regex WhoWords();

    [GeneratedRegex(@"\bhow\b|\bsteps?\b|\bwhat (do|should|can) i do\b|\bway to\b|\bc[oó]mo\b|\bpasos?\b|\bqu[eé] (hago|debo hacer|puedo hacer|tengo que hacer)\b", Way)]
    private static partial Regex HowWords();

    [GeneratedRegex(@"^\W*(can|could|may|do|does|must|should|am|is|are|will|would)\b|\b(am i (eligible|allowed)|do i (have|need) to|can i|may i|is it (legal|possible|ok|okay))\b|^\W*(puedo|puede|debo|tengo que|necesito|hay que|es (obligatorio|legal|posible|necesario))\b|\bcalifico\b", Way)]
    private static partial Regex MayIWords();

    [GeneratedRegex(@"\b(which|what (documents?|forms?|papers?|proof|kinds?|types?|records?|do i need))\b|\bcu[aá]les?\b|\bqu[eé] (documentos?|formularios?|papeles|pruebas?|tipos?|necesito)\b", Way)]
    private static partial Regex WhichWords();

    [GeneratedRegex(@"[$€£¥]\s?\d|\d[\d.,]*\s?(dollars?|euros?|usd|d[oó]lares|cents|percent|por ciento|%)|\b(free of charge|no (fee|charge|cost)|free|gratis|gratuit[oa]s?|sin (costo|cargo))\b", Way)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\d+(\s?(to|a|or|o|-|–|and|y)\s?\d+)?[\s-]?((business|working|calendar|h[aá]biles) )?(minutes?|hours?|days?|weeks?|months?|years?|minutos?|horas?|d[ií]as?|semanas?|mes(es)?|a[nñ]os?)\b|\b(january|february|march|april|may \d|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b|\b(one|two|three|four|five|six|eight|ten|twelve|un|una|dos|tres|cuatro|cinco|seis|ocho|diez|doce) (business |working )?(days?|weeks?|months?|years?|d[ií]as?|semanas?|mes(es)?|a[nñ]os?)\b|\bdeadline\b|\bplazo\b|\d\s?[ap]\.?\s?m\b", Way)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\w+\.(gov|org|com|mil|us|edu)\b|\b(online|in person|by mail|by phone|at (a|an|any|your|the)|office|post office|court|consulate|embassy|website|address|en l[ií]nea|en persona|por correo|oficina|sitio|p[aá]gina|consulado|embajada|direcci[oó]n)\b", Way)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(\d{1,2}-)?\(?\d{3}\)?[ -]\d{3}-\d{4}\b|\b(call|contact|ask|agency|office|department|administration|service|llame|contacte|agencia|oficina|departamento|administraci[oó]n|servicio)\b", Way)]
    private static partial Regex Contact();

    [GeneratedRegex(@"^(first|then|next|use|fill|file|go|call|mail|send|apply|submit|bring|complete|visit|request|ask|report|choose|check|sign|pay|get|make|you (can|must|should|need|file|apply|renew|correct)|primero|despu[eé]s|luego|use|llene|complete|presente|vaya|llame|env[ií]e|solicite|pida|lleve|visite|pague|puede|debe)\b|\b(you (can|must|should|need to|have to|file|apply)|by (filing|mail|phone|using)|online|usted? (puede|debe)|se (puede|debe|solicita|presenta)|en l[ií]nea)\b", Way)]
    private static partial Regex Step();

    [GeneratedRegex(@"\b(can|cannot|can't|may|must|allowed|eligible|qualif(y|ies)|only if|unless|required|need(s)? to|do(es)? not (have|need)|puede[n]?|no puede[n]?|debe[n]?|permitid[oa]|elegible|califica[n]?|solo si|salvo|requiere|necesita[n]?|no (hace falta|tiene que))\b", Way)]
    private static partial Regex Permission();

    [GeneratedRegex(@"\b(form|such as|including|include[s]?|either|one of|formulario|como|incluye[n]?|entre ell[oa]s)\b|,[^,]+,[^,]+\b(and|or|y|o)\b", Way)]
    private static partial Regex Enumeration();
}
