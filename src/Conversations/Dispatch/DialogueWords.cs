using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>The words of conversation rather than of any service, by language. Folded: without accents and apostrophes.</summary>
internal sealed record DialogueWords
{
    private static readonly DialogueWords English = new()
    {
        Function = Set("""
            a an the i im ive me my mine we us our you your he she his her him who whom whose which what whats when where wheres why how is are am was
            were be been being do does did dont doesnt didnt have has had having can could cant will would wont shall should must may might
            to of in on at by for from with without about into out up off over under as if than then so not no nor or and but too very just still
            also any some all each every both more most less least much many few lot only own other another again already yet now here please ok
            okay hi hello thanks thank tell know find let go going gonna want wants wanted need needs needed like would get gets got make makes
            possible able question there's theres im id ill youre were whether both
            """),
        Anaphors = Set("it its that thats this these those they them their theirs there one ones same him he she her"),
        Aspects = Set("""
            cost costs price fee fees charge charges pay paying free money much long time times take takes taking day days week weeks month months
            year years deadline due date dates late early soon fast faster quick quickly start end begin expire expires expired last valid
            online mail email phone call number address office website link site person form forms document documents paper papers paperwork
            proof copy copies bring send sent sending submit apply applying application do done doing work works process happen happens
            happened help status check appointment hours open closed near nearest close language spanish english required requirement
            requirements eligible qualify step steps first next instead different difference mean means example else someone somebody anyone
            everybody
            """),
        People = Set("""
            wife husband spouse partner son sons daughter daughters child children kid kids baby mother mom father dad parent parents brother sister
            grandmother grandfather grandma grandpa family friend friends roommate neighbor employee employees minor adult senior seniors
            """),
        Openers = Set("and also but so or then plus what how"),
        StrongOpeners = ["what about", "how about", "what if", "and what about", "and how about", "and if", "in that case", "and for", "but what about", "same for", "also for", "or for", "and in", "and with", "and without"],
        Questions = Set("what whats when where wheres why how who whom which is are am do does did can could will would should may must have has was were"),
        Requests = ["i need", "i want", "i would like", "id like", "tell me", "help me", "please", "show me", "explain", "give me", "i have to", "im looking", "looking for"],
        Connectors = Set("and also plus"),
        Conditions = Set("if unless although though however because but while except whereas depending"),
    };

    private static readonly DialogueWords Spanish = new()
    {
        Function = Set("""
            un una unos unas el la los las lo al del yo me mi mis mio mia tu tus su sus usted ustedes nos nuestro nuestra se le les te quien
            quienes cual cuales que cuando donde adonde por porque como cuanto cuanta cuantos cuantas es son soy era eran ser estar esta estan
            estoy fue ha han he haber hay tengo tiene tienen tener tenga puedo puede pueden poder podria debo debe deben hacer hago hace haga
            quiero quiere querer quisiera necesito necesita necesitan a de en con sin para sobre entre hasta desde segun si no ni o u y e pero
            mas menos muy mucho mucha muchos muchas poco todo toda todos todas otro otra otros ya aun todavia tambien solo ahora aqui favor
            hola gracias saber decir diga digame dime va voy ir vamos seria posible pregunta
            """),
        Anaphors = Set("eso esto ese esa esos esas este estos aquello ello ellos ellas el ella alli ahi alla mismo misma lo la los las"),
        Aspects = Set("""
            cuesta cuestan costo costos precio tarifa tarifas cobran cobra pagar pago pagos gratis dinero vale tarda tardan tardara demora dura
            tiempo plazo dia dias semana semanas mes meses ano anos fecha fechas limite vence vencen vencido tarde pronto rapido empieza termina
            linea internet correo telefono llamar numero direccion oficina sitio enlace persona formulario formularios documento documentos papel
            papeles prueba copia copias llevar enviar mando mandar envio solicitar solicitud tramite tramites proceso pasa paso pasos ayuda
            estado revisar cita horario horarios abierto cerca cercana idioma espanol ingles requisito requisitos califico primero despues
            diferencia significa ejemplo alguien sirve hacerlo hacer
            """),
        People = Set("""
            esposa esposo mujer marido pareja hijo hijos hija hijas nino nina ninos bebe madre mama padre papa padres hermano hermana abuela abuelo
            familia amigo amiga amigos vecino empleado empleados menor adulto
            """),
        Openers = Set("y e pero entonces o tambien ademas que"),
        StrongOpeners = ["que hay de", "que tal", "y si", "y que", "y para", "y con", "y sin", "y en", "en ese caso", "y mi", "y los", "y las", "y el", "y la", "lo mismo para", "que pasa con", "y que pasa con"],
        Questions = Set("que cuando donde adonde por como cuanto cuanta cuantos cuantas cual cuales quien quienes puedo puede debo debe tengo hay es son necesito"),
        Requests = ["necesito", "quiero", "quisiera", "me gustaria", "digame", "dime", "ayudeme", "por favor", "explique", "expliqueme", "busco", "tengo que"],
        Connectors = Set("y e tambien ademas"),
        Conditions = Set("si aunque pero excepto salvo mientras porque dependiendo"),
    };

    private static readonly DialogueWords Any = new()
    {
        Function = Union(words => words.Function),
        Anaphors = Union(words => words.Anaphors),
        Aspects = Union(words => words.Aspects),
        People = Union(words => words.People),
        Openers = Union(words => words.Openers),
        StrongOpeners = [.. English.StrongOpeners, .. Spanish.StrongOpeners],
        Questions = Union(words => words.Questions),
        Requests = [.. English.Requests, .. Spanish.Requests],
        Connectors = Union(words => words.Connectors),
        Conditions = Union(words => words.Conditions),
    };

    /// <summary>Gets words that carry no topic.</summary>
    public required FrozenSet<string> Function { get; init; }

    /// <summary>Gets words that point back: "it", "that", "there".</summary>
    public required FrozenSet<string> Anaphors { get; init; }

    /// <summary>Gets what can be asked about anything: its cost, its deadline, its form.</summary>
    public required FrozenSet<string> Aspects { get; init; }

    /// <summary>Gets people a question may be asked for.</summary>
    public required FrozenSet<string> People { get; init; }

    /// <summary>Gets words a continuation begins with.</summary>
    public required FrozenSet<string> Openers { get; init; }

    /// <summary>Gets phrases that begin only a continuation.</summary>
    public required IReadOnlyList<string> StrongOpeners { get; init; }

    /// <summary>Gets words a question begins with.</summary>
    public required FrozenSet<string> Questions { get; init; }

    /// <summary>Gets phrases a request holds.</summary>
    public required IReadOnlyList<string> Requests { get; init; }

    /// <summary>Gets the words that <see cref="Requests"/> begin with: few words do, so that a text is looked through for them and not for every phrase.</summary>
    public FrozenSet<string> RequestOpenings => field ??= Requests.Select(request => request.Split(' ')[0]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Gets words that join two questions.</summary>
    public required FrozenSet<string> Connectors { get; init; }

    /// <summary>Gets words that set a condition.</summary>
    public required FrozenSet<string> Conditions { get; init; }

    /// <summary>Gets a language's words; all of them together for a language that has none of its own.</summary>
    public static DialogueWords For(string? language) => language?.ToUpperInvariant() switch
    {
        "EN" => English,
        "ES" => Spanish,
        _ => Any,
    };

    private static FrozenSet<string> Set(string words)
        => words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Union(Func<DialogueWords, FrozenSet<string>> part)
        => part(English).Concat(part(Spanish)).ToFrozenSet(StringComparer.Ordinal);
}
