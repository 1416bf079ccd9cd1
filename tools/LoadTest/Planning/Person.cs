namespace GovStack.LoadTest.Planning;

/// <summary>One question of a test.</summary>
/// <param name="Nonce">What a right answer repeats; empty where the question has no room for one.</param>
/// <param name="Text">The whole text sent.</param>
/// <param name="Recalls">The nonce of the question before it, which a server that keeps its conversations makes the answer name; null where not asked.</param>
internal sealed record Question(string Nonce, string Text, string? Recalls = null);

/// <summary>Somebody who asks.</summary>
/// <param name="At">When the first question is asked, from the start of the run.</param>
/// <param name="Questions">What is asked, in order.</param>
/// <param name="Think">The pause between an answer and the next question.</param>
/// <param name="AllAtOnce">Whether all is asked at once without waiting for answers.</param>
/// <param name="FreshConversations">Whether each question begins a conversation of its own.</param>
internal sealed record Person(
    TimeSpan At, IReadOnlyList<Question> Questions, TimeSpan Think = default, bool AllAtOnce = false, bool FreshConversations = false);

/// <summary>A load: who comes when.</summary>
/// <param name="Name">A short name for tables.</param>
/// <param name="People">Everybody, in the order of coming.</param>
internal sealed record Plan(string Name, IReadOnlyList<Person> People)
{
    public int Questions => People.Sum(person => person.Questions.Count);
}
