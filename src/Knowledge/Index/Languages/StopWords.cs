using System.Collections.Frozen;

namespace GovStack.Knowledge.Index.Languages;

/// <summary>Words that say how a question is put, not what it is about. Written without accents.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> English = Set(
        """
        a an the this that these those there here and or but if then so as than of at by for from in into on onto to with without within about over
        under between through during up down out off again i me my mine myself we us our ours you your yours he him his she her hers it its they them
        their theirs who whom whose which what when where why how am is are was were be been being do does did doing done have has had having
        can could will would shall should may might must ought not no nor yes too very just only also any some such same own other each every both all
        im ive id ill youre dont doesnt didnt cant couldnt wont wouldnt isnt arent wasnt havent hasnt shouldnt whats wheres hows thats theres lets
        please thanks thank hello hi hey ok okay get got getting go going know want wants wanted like tell much many long take takes took s t
        """);

    private static readonly FrozenSet<string> Spanish = Set(
        """
        a al ante bajo con contra de del desde durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estas este esto estos estoy
        esta estan estar fue fueron ha han hay hasta he la las le les lo los me mi mis mia mio muy mas ni no nos nosotros nuestra nuestro nuestras
        nuestros o os otra otro otras otros para pero por porque que quien quienes cual cuales cuando cuanto cuanta cuantos cuantas como donde adonde se
        sea ser si sin sobre son soy su sus suyo tambien tan te tengo tiene tienen tener ti tu tus un una unas uno unos usted ustedes y ya yo
        puedo puede pueden podria podemos debo debe deben hago hace hacen hacer quiero quiere necesito tarda tardan tardar gracias hola favor dime digame
        """);

    private static readonly FrozenSet<string> German = Set(
        """
        der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als wie wo was wer wen wem warum wieso weshalb wann welche
        welcher welches ich mich mir mein meine meinen meinem du dich dir er sie es wir uns ihr ihnen sich ist sind war waren sein bin habe hat haben
        hatte kann konnen konnte muss mussen soll sollte sollten darf durfen werden wird wurde wurden nicht kein keine auch nur noch schon in im an am
        auf aus bei mit nach seit von vom zu zum zur fur um uber unter durch gegen ohne bis man so da dass ob es gibt
        """);

    public static FrozenSet<string> For(string language) => language switch
    {
        "en" => English,
        "es" => Spanish,
        "de" => German,
        _ => [],
    };

    private static FrozenSet<string> Set(string words)
        => words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
