using GovStack.Conversations.Dispatch;
using Xunit;

namespace GovStack.Conversations.Tests.Dispatch;

public sealed class QuestionFormTests
{
    [Theory]
    [InlineData("en", "How do I renew my passport?", "how to renew my passport")]
    [InlineData("en", "hello, can you please tell me how can I renew my passport? Thanks!", "how to renew my passport")]
    [InlineData("en", "  HOW DO I RENEW MY PASSPORT ??", "how to renew my passport")]
    [InlineData("en", "What's the fee?", "what is fee")]
    [InlineData("en", "whats the fee", "what is fee")]
    [InlineData("en", "Can’t I file online?", "can not i file online")]
    [InlineData("en", "cannot i file online", "can not i file online")]
    [InlineData("en", "Is the fee $130 or 5 % of 1,000.50?", "is fee $ 130 or 5 % of 1,000.50")]
    [InlineData("en", "Form W-2 for 2025-12-31", "form w-2 for 2025-12-31")]
    [InlineData("en", "Hello", "hello")]
    [InlineData("en", "please", "please")]
    [InlineData("es", "Hola, ¿me puede decir cómo puedo renovar mi pasaporte? Gracias.", "cómo renovar mi pasaporte")]
    [InlineData("es", "como renovar mi pasaporte", "cómo renovar mi pasaporte")]
    [InlineData("es", "¿Cuántos años?", "cuántos años")]
    [InlineData("es", "¿Cuántos anos?", "cuántos anos")]
    [InlineData("de", "Guten Tag, können Sie mir bitte sagen, wie kann man helfen? Danke", "wie kann ich helfen")]
    [InlineData("zh", "如何更新护照？", "如何更新护照")]
    [InlineData("en", "[card number] was charged", "[ card number ] was charged")]
    public void Of_Question_DropsOnlyWhatChangesNoAnswer(string language, string question, string form)
        => Assert.Equal(form, QuestionForm.Of(question, language));

    [Theory]
    [InlineData("May I travel?", "May I not travel?")]
    [InlineData("Can I file online?", "Can't I file online?")]
    [InlineData("What is the fee in 2025?", "What is the fee in 2026?")]
    [InlineData("What is 1.5 % tax?", "What is 15 % tax?")]
    [InlineData("Do I need a permit in Texas?", "Do I need a permit in Ohio?")]
    [InlineData("How do I renew a passport?", "How do I replace a passport?")]
    [InlineData("What is Medicare Part A?", "What is Medicare Part?")]
    [InlineData("Can I work?", "May I work?")]
    [InlineData("form w-2", "form w2c")]
    [InlineData("with a visa", "without a visa")]
    [InlineData("my passport", "my child's passport")]
    [InlineData("how do I register before May 1?", "how do I register after May 1?")]
    [InlineData("Is $5 enough?", "Is 5 enough?")]
    public void Of_QuestionsThatDiffer_HaveDifferentForms(string first, string second)
        => Assert.NotEqual(QuestionForm.Of(first, "en"), QuestionForm.Of(second, "en"));
}
