using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using Xunit;

namespace GovStack.Conversations.Tests.Dispatch;

public sealed class LanguageRecognizerTests
{
    private static readonly string[] Many = ["en", "es", "fr", "de", "it", "pt", "nl", "sv", "pl", "zh", "ja", "ko", "ar", "ru"];

    [Theory]
    [InlineData("How do I renew my passport?", "en")]
    [InlineData("where is my refund", "en")]
    [InlineData("¿Cómo renuevo mi pasaporte?", "es")]
    [InlineData("donde esta mi reembolso", "es")]
    [InlineData("necesito una cita para mi hijo", "es")]
    [InlineData("Comment renouveler mon passeport ?", "fr")]
    [InlineData("Wie kann ich meinen Reisepass verlängern?", "de")]
    [InlineData("Come posso rinnovare il mio passaporto?", "it")]
    [InlineData("Como posso renovar o meu passaporte? Não sei onde", "pt")]
    [InlineData("Hoe kan ik mijn paspoort verlengen?", "nl")]
    [InlineData("Hur kan jag förnya mitt pass?", "sv")]
    [InlineData("Jak mogę odnowić paszport?", "pl")]
    [InlineData("如何更新护照", "zh")]
    [InlineData("パスポートを更新するには", "ja")]
    [InlineData("여권을 어떻게 갱신하나요", "ko")]
    [InlineData("كيف أجدد جواز سفري؟", "ar")]
    [InlineData("Как продлить паспорт?", "ru")]
    [InlineData("12345", null)]
    [InlineData("🙂", null)]
    [InlineData("", null)]
    public void Recognize_Text_TellsItsLanguage(string text, string? language)
        => Assert.Equal(language, LanguageRecognizer.Recognize(text, Many));

    [Theory]
    [InlineData("Как продлить паспорт?")]
    [InlineData("IRS W-2")]
    public void Recognize_LanguageTheAgencyDoesNotHave_IsNotTold(string text)
        => Assert.Null(LanguageRecognizer.Recognize(text, ["en", "es"]));

    [Theory]
    [InlineData("passport renewal", "en")]
    [InlineData("renovar pasaporte", "es")]
    [InlineData("irs", null)]
    public void Recognize_FewWords_AreToldByTheAgencysQuestions(string text, string? language)
    {
        var recognizer = LanguageRecognizer.Learn(SampleAgencies.Small(
        [
            new ExampleQuestion("permits", "en", "passport renewal fee"), new("tax", "en", "irs refund"),
            new("permits", "es", "renovar pasaporte vencido"), new("tax", "es", "irs reembolso"),
        ]));

        Assert.Equal(language, recognizer.Recognize(text));
    }
}
